package dev.warren.wire;

import dev.warren.broker.Message;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.KeySource;
import dev.warren.retry.RetryPolicy;
import dev.warren.wire.JobMessage.Identity;
import dev.warren.wire.JobMessage.Replay;
import dev.warren.wire.PayloadCodec.BodyEnvelope;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages by the wire format. Properties and headers are read when a message arrives; a body is read only then when the job type
 * stands in it, and otherwise by {@link #payload} where the handler runs. Safe for use by several threads.
 */
public final class MessageReader {
    /** One below what an int holds, as the next life or run is one more. */
    static final int MOST = Integer.MAX_VALUE - 1;

    private final WireLimits limits;
    private final PayloadCodec codec;
    private final Supplier<String> ids;

    /**
     * A reader.
     *
     * @param limits what it accepts
     * @param codec reads bodies
     * @param ids makes ids for messages that have none
     */
    public MessageReader(WireLimits limits, PayloadCodec codec, Supplier<String> ids) {
        this.limits = limits;
        this.codec = codec;
        this.ids = ids;
    }

    /** What {@code message} tells, received at {@code now}; never throws for bad input. */
    public Reading read(Message message, Instant now) {
        try {
            return new Reading.Readable(readJob(message, now));
        } catch (MalformedMessage e) {
            return new Reading.Malformed(e.sentence());
        }
    }

    /**
     * The payload, read into the job type's class.
     *
     * @throws MalformedMessage when it can't be
     */
    public <P> P payload(JobMessage job, Class<P> payloadClass) throws MalformedMessage {
        return codec.read(payloadJson(job), payloadClass);
    }

    /**
     * The payload as JSON, uncompressed and out of its envelope.
     *
     * @throws MalformedMessage when it can't be uncompressed
     */
    public byte[] payloadJson(JobMessage job) throws MalformedMessage {
        return job.envelopeData().isPresent() ? job.envelopeData().get() : json(job.message());
    }

    /**
     * The job under the key its type's source gives it, if its producer gave none. The key then stands in its headers, and so in all copies
     * of the message.
     *
     * @throws MalformedMessage when the payload or the header can't be read by which it is keyed
     */
    public Keyed keyed(JobMessage job, KeySource source) throws MalformedMessage {
        if (source.equals(KeySource.messageId())) {
            return new Keyed(job, payloadJson(job));
        }
        Map<String, Object> headers = job.message().properties().headers();
        DerivedKey derived = DerivedKey.of(source, headers, payloadJson(job), codec);
        boolean isGiven = key(new HeaderReader(headers)).isPresent();
        return new Keyed(derived.key().filter(key -> !isGiven).map(job::withKey).orElse(job), derived.compared());
    }

    /**
     * A job under its key.
     *
     * @param job the job
     * @param compared by what payloads of that key are compared
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Keyed(JobMessage job, byte[] compared) {}

    private JobMessage readJob(Message message, Instant now) throws MalformedMessage {
        requireSizes(message);
        Optional<BodyEnvelope> envelope = envelope(message);
        HeaderReader headers = new HeaderReader(message.properties().headers());
        Optional<JobId> given = id(message, envelope);
        JobId id = given.orElseGet(() -> new JobId(ids.get()));
        boolean replay = isReplay(headers);
        return new JobMessage(
                id,
                given.isPresent() ? Identity.GIVEN : Identity.MADE,
                type(message, envelope),
                key(headers).orElse(id.value()),
                tenant(headers, envelope),
                or(headers.text(WireHeaders.USER_ID), envelope.flatMap(BodyEnvelope::userId)),
                coordinates(headers, replay),
                replay ? 1 : headers.integer(WireHeaders.ATTEMPT, 1, RetryPolicy.MOST_ATTEMPTS, 1),
                maxAttempts(headers),
                replay ? now : earlier(enqueuedAt(message, headers, envelope, now), now),
                headers.instant(WireHeaders.DUE_AT),
                headers.millis(WireHeaders.DELAY_LEFT),
                headers.instant(WireHeaders.EXPIRES_AT),
                UniqueHeaders.read(headers),
                replay ? 0 : headers.integer(WireHeaders.HOLDS, 0, MOST, 0),
                replay
                        ? Optional.empty()
                        : headers.instant(WireHeaders.DEFERRED_SINCE).map(since -> earlier(since, now)),
                replay ? Replay.YES : Replay.NO,
                message,
                envelope.map(BodyEnvelope::data));
    }

    private void requireSizes(Message message) throws MalformedMessage {
        if (message.body().length > limits.maxBodyBytes()) {
            throw new MalformedMessage("the body has " + message.body().length + " bytes; at most "
                    + limits.maxBodyBytes() + " are accepted");
        }
        long headerBytes = HeaderSize.of(message.properties().headers());
        if (headerBytes >= HeaderSize.TOO_DEEP) {
            throw new MalformedMessage(
                    "the headers are nested deeper than the " + HeaderSize.MAX_DEPTH + " levels that are accepted");
        }
        if (headerBytes > limits.maxHeaderBytes()) {
            throw new MalformedMessage("the headers have about " + headerBytes + " bytes; at most "
                    + limits.maxHeaderBytes() + " are accepted");
        }
    }

    private Optional<BodyEnvelope> envelope(Message message) throws MalformedMessage {
        String type = message.properties().type();
        return type != null && !type.isEmpty() ? Optional.empty() : Optional.of(codec.readEnvelope(json(message)));
    }

    private static JobTypeName type(Message message, Optional<BodyEnvelope> envelope) throws MalformedMessage {
        String type = message.properties().type();
        String name = type != null && !type.isEmpty()
                ? type
                : envelope.flatMap(BodyEnvelope::type)
                        .orElseThrow(() -> new MalformedMessage(
                                "there is no job type: set the property `type`, or the envelope's field `type`"));
        try {
            return new JobTypeName(Utf8.requireTellable("the job type", name));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage("the job type is wrong: " + e.getMessage());
        }
    }

    private static Optional<JobId> id(Message message, Optional<BodyEnvelope> envelope) throws MalformedMessage {
        Optional<String> given = Optional.ofNullable(message.properties().messageId())
                .filter(id -> !id.isEmpty())
                .or(() -> envelope.flatMap(BodyEnvelope::id));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JobId(Utf8.requireTellable("the job id", given.get())));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage("the job id is wrong: " + e.getMessage());
        }
    }

    private static Optional<String> key(HeaderReader headers) throws MalformedMessage {
        return HeaderReader.requireShort(
                "the header `" + WireHeaders.IDEMPOTENCY_KEY + "`", headers.text(WireHeaders.IDEMPOTENCY_KEY));
    }

    private static Optional<String> tenant(HeaderReader headers, Optional<BodyEnvelope> envelope)
            throws MalformedMessage {
        return HeaderReader.requireShort(
                "the tenant's id", or(headers.text(WireHeaders.TENANT_ID), envelope.flatMap(BodyEnvelope::tenantId)));
    }

    private static Coordinates coordinates(HeaderReader headers, boolean replay) throws MalformedMessage {
        int life = headers.integer(WireHeaders.LIFE, 0, MOST, 0);
        if (replay) {
            return new Coordinates(life, 1).nextLife();
        }
        int run = headers.integer(WireHeaders.RUN, 1, MOST, 1);
        return life == 0 && run == 1 ? Coordinates.FIRST : new Coordinates(life, run);
    }

    private Optional<Integer> maxAttempts(HeaderReader headers) throws MalformedMessage {
        int most = headers.integer(WireHeaders.MAX_ATTEMPTS, 1, Integer.MAX_VALUE, 0);
        return most == 0 ? Optional.empty() : Optional.of(Math.min(most, limits.maxAttempts()));
    }

    private static Instant enqueuedAt(
            Message message, HeaderReader headers, Optional<BodyEnvelope> envelope, Instant now)
            throws MalformedMessage {
        Optional<Instant> first = headers.instant(WireHeaders.FIRST_ENQUEUED_AT);
        if (first.isPresent()) {
            return first.get();
        }
        Long seconds = message.properties().timestampSeconds();
        if (seconds != null) {
            return EnqueueTime.of(seconds, message.properties().messageId(), now);
        }
        Optional<String> timestamp = envelope.flatMap(BodyEnvelope::timestamp);
        return timestamp.isPresent() ? HeaderReader.instant("the envelope's field `timestamp`", timestamp.get()) : now;
    }

    /** What a producer's clock puts into the future happened now. */
    private static Instant earlier(Instant told, Instant now) {
        return told.isAfter(now) ? now : told;
    }

    /** A dead letter that lies in a lane's queue again: by our own headers, or by the broker's for one it gave up on itself. */
    private static boolean isReplay(HeaderReader headers) {
        return headers.has(WireHeaders.DEAD_REASON) || diedOfDeliveryLimit(headers.raw(WireHeaders.X_DEATH));
    }

    private static boolean diedOfDeliveryLimit(@Nullable Object deaths) {
        return deaths instanceof Collection<?> list
                && list.stream()
                        .anyMatch(death -> death instanceof Map<?, ?> fields
                                && "delivery_limit".equals(String.valueOf(fields.get("reason"))));
    }

    private byte[] json(Message message) throws MalformedMessage {
        String encoding = message.properties().contentEncoding();
        if (encoding == null || encoding.isEmpty()) {
            return message.body();
        }
        return switch (encoding.toLowerCase(java.util.Locale.ROOT)) {
            case "identity", "utf-8", "utf8" -> message.body();
            case "gzip" -> Gzip.inflate(message.body(), limits.maxBodyBytes());
            default ->
                throw new MalformedMessage(
                        "the content encoding is none of gzip, identity and utf-8; send the body as it is, or as gzip");
        };
    }

    private static <T> Optional<T> or(Optional<T> one, Optional<T> other) {
        return one.isPresent() ? one : other;
    }
}
