package dev.warren.job;

import dev.warren.retry.Backoff;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler answers when it does not throw. */
public sealed interface JobResult {
    /** The work is done. */
    static JobResult done() {
        return Done.WITHOUT_VALUE;
    }

    /**
     * The work is done and this came of it: any value Jackson can write; null is the same as {@link #done()}. A worker keeps up to 64 KiB
     * of its JSON, unless set otherwise; a larger one is left out, and the job is done all the same.
     */
    static JobResult done(@Nullable Object value) {
        return new Done(Optional.ofNullable(value));
    }

    /**
     * The work is done, save for these writes, which are committed together with the job's completion: exactly once, within the store's
     * retention, whatever dies. Do what is slow (calls to other systems, large files) before; the transaction should take milliseconds. Needs a
     * worker whose store is a {@code TransactionalStore}; {@link JobRegistry#transact} lets it check that when it starts.
     */
    static JobResult inTransaction(TransactionalWork work) {
        return new InTransaction(work);
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
     * Success, once these writes are committed with it.
     *
     * @param work the writes
     */
    record InTransaction(TransactionalWork work) implements JobResult {}

    /**
     * "Do not retry."
     *
     * @param reason a sentence for the operator who reads the dead letter
     */
    record Declined(String reason) implements JobResult {
        /** Puts up with a null, which an exception's message may well be: the job must not be retried for that. */
        public Declined {
            reason = Objects.requireNonNullElse(reason, "no reason was given");
        }
    }

    /**
     * "Not now."
     *
     * @param delay how long to wait, 1 ms to 365 days
     */
    record Snoozed(Duration delay) implements JobResult {
        /** Checks the bounds. */
        public Snoozed {
            if (delay.compareTo(Backoff.SHORTEST) < 0 || delay.compareTo(Backoff.LONGEST) > 0) {
                throw new IllegalArgumentException("a job is snoozed for " + delay + "; it must be from 1 ms to "
                        + Backoff.LONGEST.toDays() + " days");
            }
        }
    }
}
