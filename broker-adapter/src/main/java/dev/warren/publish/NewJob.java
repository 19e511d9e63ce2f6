package dev.warren.publish;

import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.job.Uniqueness;
import dev.warren.topology.LaneName;
import dev.warren.wire.UniqueHeaders;
import dev.warren.wire.WireHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A job to be enqueued. Immutable; each method answers a changed copy.
 *
 * @param <P> the payload
 * @param type its job type
 * @param payload its payload
 * @param lane where it goes; the job type's lane unless changed
 * @param id its id; a fresh UUIDv7 unless given
 * @param delay how long it waits before it may start
 * @param due when it may start, instead of a delay
 * @param correlationId the producer's own reference
 * @param replyTo the queue that is told how it ended
 * @param headers further headers
 */
public record NewJob<P>(
        JobType<P> type,
        P payload,
        LaneName lane,
        Optional<JobId> id,
        Optional<Duration> delay,
        Optional<Instant> due,
        Optional<String> correlationId,
        Optional<String> replyTo,
        Map<String, Object> headers) {

    private static final int MAX_KEY_BYTES = 255;

    /** The broker closes the channel of whoever publishes this without consuming it there. */
    private static final String DIRECT = "amq.rabbitmq.reply-to";

    /** What a worker takes for a time: the years 0 to 9999. */
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Checks the due time and copies the headers. */
    public NewJob {
        if (due.isPresent() && due.get().isAfter(LATEST)) {
            throw outOfRange("due", type.name().value(), due.get());
        }
        headers = Map.copyOf(headers);
    }

    /** A job to be run as soon as a slot is free. */
    public static <P> NewJob<P> of(JobType<P> type, P payload) {
        return new NewJob<>(
                type,
                payload,
                type.lane(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** On another lane than the job type's. */
    public NewJob<P> onLane(LaneName other) {
        return new NewJob<>(type, payload, other, id, delay, due, correlationId, replyTo, headers);
    }

    /** With an id of its own: 1 to 255 bytes. Enqueued twice with the same id, it runs once. */
    public NewJob<P> withId(String own) {
        return new NewJob<>(
                type, payload, lane, Optional.of(new JobId(own)), delay, due, correlationId, replyTo, headers);
    }

    /** With an idempotency key, 1 to 255 bytes, that several ids may share: of jobs of this type with the same key, one runs. */
    public NewJob<P> withKey(String key) {
        return withHeader(WireHeaders.IDEMPOTENCY_KEY, requireShort("idempotency key", key));
    }

    /** Not before this much time has passed; exact to one unit of the delay ladder. Must end before the year 10000. */
    public NewJob<P> delayedBy(Duration time) {
        return new NewJob<>(
                type, payload, lane, id, Optional.of(time), Optional.empty(), correlationId, replyTo, headers);
    }

    /** Not before this time, which must lie before the year 10000; at once when it has passed. */
    public NewJob<P> dueAt(Instant time) {
        return new NewJob<>(
                type, payload, lane, id, Optional.empty(), Optional.of(time), correlationId, replyTo, headers);
    }

    /** Never run if not started by this time, in the years 0 to 9999. */
    public NewJob<P> expiringAt(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw outOfRange("expiring", type.name().value(), time);
        }
        return withHeader(WireHeaders.EXPIRES_AT, time.toEpochMilli());
    }

    /** With a bound on attempts of its own, 1 to 1000; the worker's cap holds. */
    public NewJob<P> withMaxAttempts(int attempts) {
        if (attempts < 1 || attempts > 1_000) {
            throw new IllegalArgumentException("maxAttempts is " + attempts + "; it must be from 1 to 1000");
        }
        return withHeader(WireHeaders.MAX_ATTEMPTS, attempts);
    }

    /** Of several with one unique key one is enough, or one at a time. The workers need a store that has locks. */
    public NewJob<P> unique(Uniqueness uniqueness) {
        NewJob<P> unique = this;
        for (Map.Entry<String, Object> header : UniqueHeaders.of(uniqueness).entrySet()) {
            unique = unique.withHeader(header.getKey(), header.getValue());
        }
        return unique;
    }

    /** For a tenant, 1 to 255 bytes: carried to the handler, the logs and the dead letter, and part of the idempotency key's scope. */
    public NewJob<P> forTenant(String tenantId) {
        return withHeader(WireHeaders.TENANT_ID, requireShort("tenant id", tenantId));
    }

    /** On behalf of a user. */
    public NewJob<P> forUser(String userId) {
        return withHeader(WireHeaders.USER_ID, userId);
    }

    /** With the producer's own reference. */
    public NewJob<P> withCorrelationId(String reference) {
        return new NewJob<>(type, payload, lane, id, delay, due, Optional.of(reference), replyTo, headers);
    }

    /**
     * With a queue, 1 to 255 bytes, that is told how it ended, once it has: by a message of the type {@code warren.result}, with the
     * {@linkplain #withCorrelationId producer's reference} or else the job's id as its correlation id. Best effort; a
     * program that can reach the store does better to ask that.
     */
    public NewJob<P> withReplyTo(String queue) {
        if (queue.equals(DIRECT)) {
            throw new IllegalArgumentException(
                    "reply to " + DIRECT + " is for those who publish and consume on one channel; name a queue");
        }
        return new NewJob<>(
                type,
                payload,
                lane,
                id,
                delay,
                due,
                correlationId,
                Optional.of(requireShort("reply-to queue", queue)),
                headers);
    }

    /** With a further header: a text, a number, a boolean, or a list or map of these. */
    public NewJob<P> withHeader(String name, Object value) {
        Map<String, Object> more = new HashMap<>(headers);
        more.put(name, value);
        return new NewJob<>(type, payload, lane, id, delay, due, correlationId, replyTo, more);
    }

    /** When it may start: empty when that is at once. */
    Optional<Instant> startsAt(Instant now) {
        return due.or(() -> delay.map(time -> after(now, time))).filter(time -> time.isAfter(now));
    }

    private Instant after(Instant now, Duration time) {
        if (time.isNegative()) {
            return now;
        }
        if (time.compareTo(Duration.between(now, LATEST)) > 0) {
            throw new IllegalArgumentException("a job of type " + type.name().value() + " is delayed by " + time
                    + ", which ends after the year 9999; give it a shorter delay");
        }
        return now.plus(time);
    }

    private static IllegalArgumentException outOfRange(String what, String type, Instant time) {
        return new IllegalArgumentException("a job of type " + type + " is " + what + " at " + time
                + ", which no worker can read; give a time in the years 0 to 9999, or none");
    }

    private static String requireShort(String name, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (value.isBlank() || bytes > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the " + name + " has " + bytes + " bytes; it must have 1 to " + MAX_KEY_BYTES + ", not all blank");
        }
        return value;
    }
}
