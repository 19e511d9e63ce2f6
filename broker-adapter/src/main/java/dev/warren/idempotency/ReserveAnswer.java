package dev.warren.idempotency;

import dev.warren.job.JobId;

/** What came of asking for a unique key before a job is published. */
public sealed interface ReserveAnswer {
    /** The job is to be published, and registered within {@link Reservation#HOLDS}: it has the key, or will wait for it. */
    record Publish() implements ReserveAnswer {}

    /**
     * The job is not to be published: another one that the store knows of has the key.
     *
     * @param holder that one's id
     */
    record Taken(JobId holder) implements ReserveAnswer {}

    /**
     * The key is reserved for another job that the store has not heard of yet. It may never have been published, so this one is to be published too, and
     * the claims decide between the two; unless whoever asks is publishing that other one as well.
     *
     * @param holder that one's id
     */
    record Reserved(JobId holder) implements ReserveAnswer {}
}
