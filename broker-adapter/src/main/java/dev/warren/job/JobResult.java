package dev.warren.job;

import java.time.Duration;
import java.util.Optional;

/** What a handler answers when it does not throw. */
public sealed interface JobResult {
    /** The work is done. */
    static JobResult done() {
        return Done.WITHOUT_VALUE;
    }

    /** The work is done and this came of it: any value Jackson can write. */
    static JobResult done(Object value) {
        return new Done(Optional.of(value));
    }

    /** The job makes no sense and must not be retried: it becomes a dead letter with this reason. */
    static JobResult declined(String reason) {
        return new Declined(reason);
    }

    /** Not now: run again after {@code delay}. Does not count as an attempt. */
    static JobResult snooze(Duration delay) {
        return new Snoozed(delay);
    }

    /**
     * Success.
     *
     * @param value what came of it
     */
    record Done(Optional<Object> value) implements JobResult {
        private static final Done WITHOUT_VALUE = new Done(Optional.empty());
    }

    /**
     * "Do not retry."
     *
     * @param reason a sentence for the operator who reads the dead letter
     */
    record Declined(String reason) implements JobResult {}

    /**
     * "Not now."
     *
     * @param delay how long to wait, from 1 ms
     */
    record Snoozed(Duration delay) implements JobResult {
        /** Checks the bounds. */
        public Snoozed {
            if (delay.toMillis() < 1) {
                throw new IllegalArgumentException("a job is snoozed for " + delay + "; it must be at least 1 ms");
            }
        }
    }
}
