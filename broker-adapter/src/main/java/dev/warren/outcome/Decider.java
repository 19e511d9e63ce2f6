package dev.warren.outcome;

import dev.warren.job.RetryAfter;
import java.time.Duration;
import java.time.Instant;

/** The rules by which an attempt's result becomes a decision; reached through {@link AttemptResult#decide}. */
final class Decider {
    private Decider() {}

    static Decision failed(Attempt attempt, Throwable thrown, Instant now, double random) {
        Failure failure = Failure.of(thrown);
        boolean asksToComeBack = thrown instanceof RetryAfter;
        if (!asksToComeBack && !attempt.policy().retryable().includes(thrown)) {
            return dead(attempt, DeadReason.NOT_RETRYABLE, failure, now);
        }
        if (attempt.number() >= attempt.maxAttempts()) {
            return dead(attempt, DeadReason.ATTEMPTS_EXHAUSTED, failure, now);
        }
        int next = attempt.number() + 1;
        Duration delay = thrown instanceof RetryAfter retryAfter
                ? retryAfter.delay()
                : attempt.policy().backoff().before(next, random);
        Instant due = now.plus(delay);
        if (attempt.isTooOldBy(due)) {
            return dead(attempt, DeadReason.MAX_AGE, failure, now);
        }
        return new Decision.Retry(attempt.coordinates().nextRun(), next, due, delay, failure);
    }

    static Decision snoozed(Attempt attempt, Duration delay, Instant now) {
        Instant due = now.plus(delay);
        if (attempt.isTooOldBy(due)) {
            Failure failure = Failure.sentence("snoozed", "snoozed for " + delay + ", past the job's maximum age");
            return dead(attempt, DeadReason.MAX_AGE, failure, now);
        }
        return new Decision.Snooze(attempt.coordinates().nextRun(), attempt.number(), due, delay);
    }

    static Decision declined(Attempt attempt, String reason, Instant now) {
        return dead(attempt, DeadReason.REJECTED_BY_HANDLER, Failure.sentence("declined", reason), now);
    }

    static Decision unreadable(Attempt attempt, String sentence, Instant now) {
        return dead(attempt, DeadReason.MALFORMED, Failure.sentence("malformed", sentence), now);
    }

    static Decision poisoned(Attempt attempt, int crashes, Instant now) {
        String sentence = "its worker ended " + crashes + (crashes == 1 ? " time" : " times")
                + " while this job ran as a suspect; look for what ends the process (memory, native code, System.exit), then replay";
        return dead(attempt, DeadReason.POISON, Failure.sentence("poison", sentence), now);
    }

    private static Decision dead(Attempt attempt, DeadReason reason, Failure failure, Instant now) {
        return new Decision.Dead(reason, failure, attempt.number(), now);
    }
}
