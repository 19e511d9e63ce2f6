package dev.warren.console.enqueue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.publish.NewJob;
import dev.warren.retry.RetryPolicy;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that may be said of a job beside its type and payload.
 *
 * @param lane default {@code default}
 * @param delay how long to wait
 * @param due when to start, instead of a delay
 * @param id default a fresh one
 * @param key the idempotency key
 * @param maxAttempts instead of the job type's
 * @param expires when it is too late to start
 * @param tenant whose job it is
 * @param user on whose behalf
 * @param correlationId the producer's own reference
 * @param replyTo the queue that is told how it ended
 * @param headers further headers
 */
record JobFields(
        Optional<LaneName> lane,
        Optional<Duration> delay,
        Optional<Instant> due,
        Optional<String> id,
        Optional<String> key,
        Optional<Integer> maxAttempts,
        Optional<Instant> expires,
        Optional<String> tenant,
        Optional<String> user,
        Optional<String> correlationId,
        Optional<String> replyTo,
        Map<String, Object> headers) {
    /** Copies the headers; throws IllegalArgumentException when both a delay and a due time are given. */
    JobFields {
        if (delay.isPresent() && due.isPresent()) {
            throw new IllegalArgumentException("both a delay and a due time are given; leave one out");
        }
        headers = Map.copyOf(headers);
    }

    /** These where they say something, else what {@code others} say. */
    JobFields orElse(JobFields others) {
        boolean timed = delay.isPresent() || due.isPresent();
        Map<String, Object> all = new HashMap<>(others.headers);
        all.putAll(headers);
        return new JobFields(
                lane.or(others::lane),
                timed ? delay : others.delay,
                timed ? due : others.due,
                id.or(others::id),
                key.or(others::key),
                maxAttempts.or(others::maxAttempts),
                expires.or(others::expires),
                tenant.or(others::tenant),
                user.or(others::user),
                correlationId.or(others::correlationId),
                replyTo.or(others::replyTo),
                all);
    }

    /** The job; throws IllegalArgumentException for what the wire format does not allow. */
    NewJob<JsonNode> job(JobTypeName type, JsonNode payload) {
        NewJob<JsonNode> job = NewJob.of(
                new JobType<>(type, JsonNode.class, RetryPolicy.standard(), lane.orElse(LaneName.DEFAULT)), payload);
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            job = job.withHeader(header.getKey(), header.getValue());
        }
        job = delay.map(job::delayedBy).orElse(job);
        job = due.map(job::dueAt).orElse(job);
        job = id.map(job::withId).orElse(job);
        job = key.map(job::withKey).orElse(job);
        job = maxAttempts.map(job::withMaxAttempts).orElse(job);
        job = expires.map(job::expiringAt).orElse(job);
        job = tenant.map(job::forTenant).orElse(job);
        job = user.map(job::forUser).orElse(job);
        job = correlationId.map(job::withCorrelationId).orElse(job);
        return replyTo.map(job::withReplyTo).orElse(job);
    }
}
