package dev.warren.job;

import dev.warren.retry.RetryPolicy;
import dev.warren.topology.LaneName;

/**
 * A kind of job: its name on the wire, the class of its payload and its policies. Both sides share it: producers enqueue by it, workers
 * register a handler for it. Immutable.
 *
 * @param <P> the payload: any class Jackson can write and read, best a record of ids and small values
 * @param name the name on the wire
 * @param payloadClass what the JSON body is read into
 * @param retryPolicy what happens after a failure
 * @param lane where jobs of this type go unless the enqueuer says otherwise
 * @param keySource what makes two messages the same job
 */
public record JobType<P>(
        JobTypeName name, Class<P> payloadClass, RetryPolicy retryPolicy, LaneName lane, KeySource keySource) {
    /** A job type whose messages are told apart by their ids. */
    public JobType(JobTypeName name, Class<P> payloadClass, RetryPolicy retryPolicy, LaneName lane) {
        this(name, payloadClass, retryPolicy, lane, KeySource.messageId());
    }

    /** A job type on the lane {@code default} with {@link RetryPolicy#standard()}. */
    public static <P> JobType<P> of(String name, Class<P> payloadClass) {
        return new JobType<>(new JobTypeName(name), payloadClass, RetryPolicy.standard(), LaneName.DEFAULT);
    }

    /** A copy with this retry policy. */
    public JobType<P> retrying(RetryPolicy policy) {
        return new JobType<>(name, payloadClass, policy, lane, keySource);
    }

    /** A copy whose jobs go to this lane. */
    public JobType<P> onLane(LaneName ownLane) {
        return new JobType<>(name, payloadClass, retryPolicy, ownLane, keySource);
    }

    /** A copy whose messages are the same job when this says so, and the header {@code idempotency-key} nothing else. */
    public JobType<P> keyedBy(KeySource source) {
        return new JobType<>(name, payloadClass, retryPolicy, lane, source);
    }
}
