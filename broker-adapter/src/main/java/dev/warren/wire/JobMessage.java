package dev.warren.wire;

import dev.warren.broker.Message;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A job as its message tells it, the payload still unread.
 *
 * @param id the job id: the producer's, or one made for this delivery
 * @param identity whether the producer gave it, so that a second delivery has the same
 * @param type the job type
 * @param key what makes two messages the same job: {@code idempotency-key}, else what its type is keyed by, else the id
 * @param tenantId whose data
 * @param userId on whose behalf
 * @param coordinates life and run
 * @param attempt the number of the attempt this message is for
 * @param maxAttempts the message's own bound
 * @param enqueuedAt when the job was first enqueued, or replayed
 * @param dueAt not to be started before; for information only where there is a {@code delayLeft}
 * @param delayLeft what is still to be waited for, from its arrival on
 * @param expiresAt not to be started after
 * @param uniqueness what it has in common with others of which one is enough, or one at a time
 * @param holds how often it was put off before a claim
 * @param deferredSince since when
 * @param replay whether this is a dead letter's new life
 * @param message the message as it came
 * @param envelopeData the payload's JSON when it came in a body envelope
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JobMessage(
        JobId id,
        Identity identity,
        JobTypeName type,
        String key,
        Optional<String> tenantId,
        Optional<String> userId,
        Coordinates coordinates,
        int attempt,
        Optional<Integer> maxAttempts,
        Instant enqueuedAt,
        Optional<Instant> dueAt,
        Optional<Duration> delayLeft,
        Optional<Instant> expiresAt,
        Optional<Uniqueness> uniqueness,
        int holds,
        Optional<Instant> deferredSince,
        Replay replay,
        Message message,
        Optional<byte[]> envelopeData) {

    /** How long it is still to wait: what is left of its delay, else until its due time comes by the clock that says {@code now}. */
    public Duration early(Instant now) {
        return delayLeft.or(() -> dueAt.map(due -> Duration.between(now, due))).orElse(Duration.ZERO);
    }

    /** Whether a clock decides when it may start, and that is later than {@code now}. */
    public boolean isDueAfter(Instant now) {
        return delayLeft.isEmpty() && dueAt.isPresent() && dueAt.get().isAfter(now);
    }

    /** A copy under this key, which stands in its message's headers too. */
    JobMessage withKey(String other) {
        Map<String, Object> headers = new HashMap<>(message.properties().headers());
        headers.put(WireHeaders.IDEMPOTENCY_KEY, other);
        return new JobMessage(
                id,
                identity,
                type,
                other,
                tenantId,
                userId,
                coordinates,
                attempt,
                maxAttempts,
                enqueuedAt,
                dueAt,
                delayLeft,
                expiresAt,
                uniqueness,
                holds,
                deferredSince,
                replay,
                message.withProperties(message.properties().withHeaders(headers)),
                envelopeData);
    }

    /** Where a job's id comes from. */
    public enum Identity {
        /** The producer gave it: deliveries of one job are known to be one. */
        GIVEN,
        /** Made for this delivery: runs at least once, without deduplication. */
        MADE
    }

    /** Whether a delivery is a dead letter's new life. */
    public enum Replay {
        YES,
        NO
    }
}
