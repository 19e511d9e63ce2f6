package dev.warren.console.doctor;

import dev.warren.console.config.UsageError;
import dev.warren.idempotency.JobRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Jobs that should have moved on long ago and that nobody is at. */
final class OverdueCheck implements Check {
    /** As a worker's default. */
    private static final Duration BY = Duration.ofMinutes(10);

    private static final int MOST = 100;
    private static final int MOST_NAMED = 3;

    @Override
    public String name() {
        return "overdue";
    }

    @Override
    public List<Finding> look(Patient patient) {
        try {
            return List.of(judged(patient.store().overdue(BY, MOST)));
        } catch (UsageError e) {
            throw new NotMade("there is no store to look at");
        }
    }

    static Finding judged(List<JobRecord> overdue) {
        if (overdue.isEmpty()) {
            return Finding.ok("no job is overdue");
        }
        String named = overdue.stream()
                .limit(MOST_NAMED)
                .map(job -> job.id() + " since " + job.dueAt())
                .collect(Collectors.joining(", "));
        return Finding.warn(
                (overdue.size() < MOST ? "" : "at least ") + overdue.size() + " jobs are overdue and with no worker: "
                        + named,
                "they run when their messages come: start workers on their lanes. If a message is lost (a purged queue, a restored"
                        + " broker), enqueue the job again; 'warren status ID' tells more");
    }
}
