package dev.warren.outcome;

import dev.warren.job.Coordinates;
import dev.warren.retry.RetryPolicy;
import java.time.Instant;

/**
 * What is known of an attempt when it ends.
 *
 * @param coordinates its life and run
 * @param number the attempt's number, from 1
 * @param maxAttempts how many there may be: the message's own bound or the policy's
 * @param enqueuedAt when the job was enqueued, or replayed
 * @param policy its job type's
 */
public record Attempt(Coordinates coordinates, int number, int maxAttempts, Instant enqueuedAt, RetryPolicy policy) {
    boolean isTooOldBy(Instant due) {
        return policy.maxAge().map(age -> due.isAfter(enqueuedAt.plus(age))).orElse(false);
    }
}
