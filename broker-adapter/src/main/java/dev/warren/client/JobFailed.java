package dev.warren.client;

import dev.warren.WarrenException;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.outcome.Failure;
import java.util.Locale;
import java.util.Optional;

/** There is no result: the job has ended otherwise than by its handler's success. */
public final class JobFailed extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final transient JobRecord record;

    JobFailed(JobRecord record) {
        super(sentence(record), null);
        this.record = record;
    }

    private static String sentence(JobRecord record) {
        String end = "job " + record.id() + " has no result: it is "
                + record.status().name().toLowerCase(Locale.ROOT);
        return switch (record.status()) {
            case DEAD ->
                end + " after attempt " + record.attempt()
                        + record.error()
                                .map(error -> ", " + error.type() + ": " + error.message())
                                .orElse("");
            case CANCELLED -> end;
            case EXPIRED -> end + ", as it was not started in time";
            case PENDING, RUNNING, RETRYING, SUCCEEDED, DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED ->
                throw new IllegalArgumentException("job " + record.id() + " has not failed: " + record.status());
        };
    }

    /** How it ended: {@code DEAD}, {@code CANCELLED} or {@code EXPIRED}. */
    public JobStatus status() {
        return record.status();
    }

    /** What it died of, or what its last failure before its end was. */
    public Optional<Failure> failure() {
        return record.error();
    }

    /** All that the store knows of it. */
    public JobRecord record() {
        return record;
    }
}
