package dev.warren.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How an attempt ended. */
public sealed interface AttemptResult {
    /**
     * What follows. A pure function: the same attempt, time and random number give the same decision.
     *
     * @param attempt the attempt that ended like this
     * @param now the time of the decision
     * @param random a number in [0, 1) for the jitter
     */
    Decision decide(Attempt attempt, Instant now, double random);

    /**
     * The handler did its work.
     *
     * @param resultJson what it answered, as JSON
     */
    record Succeeded(Optional<String> resultJson) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return new Decision.Succeed(resultJson);
        }
    }

    /**
     * The handler said that the job must not be retried.
     *
     * @param reason its words
     */
    record Declined(String reason) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return Decider.declined(attempt, reason, now);
        }
    }

    /**
     * The handler asked to be called later.
     *
     * @param delay how much later
     */
    record Snoozed(Duration delay) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return Decider.snoozed(attempt, delay, now);
        }
    }

    /**
     * The handler threw.
     *
     * @param failure what it threw
     */
    record Failed(Throwable failure) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return Decider.failed(attempt, failure, now, random);
        }
    }

    /**
     * The payload could not be read, so the handler was never called.
     *
     * @param sentence what is wrong, where
     */
    record Unreadable(String sentence) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return Decider.unreadable(attempt, sentence, now);
        }
    }

    /**
     * The job brings workers down, so its handler was not called again.
     *
     * @param crashes how many it has brought down
     */
    record Poisoned(int crashes) implements AttemptResult {
        @Override
        public Decision decide(Attempt attempt, Instant now, double random) {
            return Decider.poisoned(attempt, crashes, now);
        }
    }
}
