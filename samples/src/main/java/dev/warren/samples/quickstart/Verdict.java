package dev.warren.samples.quickstart;

import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Suspicion;
import dev.warren.outcome.DeadReason;
import dev.warren.samples.quickstart.TakenOver.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares what was seen of the jobs with what should have been. Pure. */
final class Verdict {
    /** A job may start one unit of the delay ladder early; how late it may be depends on the machine. */
    private static final Duration EARLY = Duration.ofMillis(100);

    private static final Duration LATE = Duration.ofSeconds(5);

    /** A worker that lives renews its lease before a fifth of it is left, or interrupts its handlers. */
    private static final Duration SHORTEST_REST = TakenOver.LEASE.dividedBy(5);

    /** The worker that takes over may have to be started first. */
    private static final Duration TAKEN_LATE = Duration.ofSeconds(15);

    private static final int KILLED = 128 + 9;

    private final List<String> troubles = new ArrayList<>();

    private Verdict() {}

    /**
     * A sentence for everything that is not as it should be.
     *
     * @param jobs what was seen
     * @param duplicates how many deliveries the worker has absorbed as duplicates
     * @param letters the dead letters of this run
     */
    static List<String> of(List<Told> jobs, long duplicates, List<DeadLetter> letters) {
        Verdict verdict = new Verdict();
        jobs.forEach(verdict::checkEnd);
        jobs.forEach(verdict::checkDelays);
        jobs.forEach(job -> verdict.checkLetters(job.plan(), letters));
        verdict.checkDuplicates(jobs, duplicates);
        return List.copyOf(verdict.troubles);
    }

    /** A sentence for everything that is not as it should be with a job whose worker was killed. */
    static List<String> of(TakenOver job) {
        Verdict verdict = new Verdict();
        verdict.checkKill(job);
        verdict.checkTakeover(job);
        return List.copyOf(verdict.troubles);
    }

    private void checkKill(TakenOver job) {
        if (job.exitCode() != KILLED) {
            troubles.add(
                    "the payment's worker ended with " + job.exitCode() + " instead of " + KILLED + ", by SIGKILL");
        }
        if (job.killed().status() != JobStatus.RUNNING) {
            troubles.add("the payment was " + job.killed().status() + " when its worker was killed instead of RUNNING");
        }
    }

    private void checkTakeover(TakenOver job) {
        if (job.again().isEmpty()) {
            troubles.add("the payment was not taken over");
            return;
        }
        Known again = job.again().get();
        if (again.fence() <= job.killed().fence() || again.suspicion() != Suspicion.STARTED) {
            troubles.add("the payment was not taken over as a suspect under a higher fence: " + job.killed() + ", then "
                    + again);
        }
        if (job.after().compareTo(SHORTEST_REST) < 0 || job.after().compareTo(TakenOver.LEASE.plus(TAKEN_LATE)) > 0) {
            troubles.add("the payment was taken over after " + Narrator.seconds(job.after())
                    + "; its dead worker's lease was " + Narrator.seconds(TakenOver.LEASE));
        }
        if (job.end().status() != JobStatus.SUCCEEDED) {
            troubles.add("the payment is " + job.end().status() + " in the store instead of SUCCEEDED");
        }
    }

    private void checkEnd(Told job) {
        Planned plan = job.plan();
        if (job.end().isEmpty()) {
            troubles.add(plan.title() + " has not ended");
        } else if (job.end().get() != plan.end()) {
            troubles.add(plan.title() + " ended as " + job.end().get().label() + " instead of "
                    + plan.end().label());
        } else if (job.attempts() != plan.attempts()) {
            troubles.add(plan.title() + " ran " + job.attempts() + " times instead of " + plan.attempts());
        }
    }

    private void checkDelays(Told job) {
        for (Told.Retry retry : job.retries()) {
            Duration late = retry.real().minus(retry.asked());
            if (late.compareTo(EARLY.negated()) < 0 || late.compareTo(LATE) > 0) {
                troubles.add("attempt " + retry.attempt() + " of " + job.plan().title() + " began after "
                        + Narrator.seconds(retry.real()) + " instead of " + Narrator.seconds(retry.asked()));
            }
        }
    }

    private void checkLetters(Planned plan, List<DeadLetter> letters) {
        List<String> reasons = letters.stream()
                .filter(letter -> letter.id().equals(plan.id()))
                .map(DeadLetter::reason)
                .toList();
        List<String> expected =
                plan.deadReason().map(DeadReason::wireName).map(List::of).orElse(List.of());
        if (!reasons.equals(expected)) {
            troubles.add(plan.title() + " has dead letters with the reasons " + reasons + " instead of " + expected);
        }
    }

    private void checkDuplicates(List<Told> jobs, long duplicates) {
        int expected = jobs.stream().mapToInt(job -> job.plan().copies() - 1).sum();
        if (duplicates != expected) {
            troubles.add(duplicates + " duplicates were absorbed instead of " + expected);
        }
    }
}
