package dev.warren.idempotency;

import dev.warren.job.JobId;
import dev.warren.job.Uniqueness.Span;
import java.time.Instant;

/**
 * Which job has a unique key. Whether it still holds it is said by that job's record, see {@link LockRules}.
 *
 * @param name the unique key, within its namespace, tenant and job type
 * @param holder the job's idempotency key; of the same namespace, tenant and job type
 * @param holderId its id
 * @param fence of the claim under which it took the lock; 0 when a publisher reserved it
 * @param span for how long it has it
 * @param reservedUntil until when a reservation holds without a record
 * @param ends when the time of {@link Span#TIME} is over
 */
public record JobLock(
        JobKey name, JobKey holder, JobId holderId, long fence, Span span, Instant reservedUntil, Instant ends) {
    /** Checks the bounds. */
    public JobLock {
        if (fence < 0) {
            throw new IllegalArgumentException("a lock of job " + holderId + " has the fence " + fence);
        }
    }
}
