package dev.warren.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between payloads and JSON. An interface because JSON libraries change faster than the jobs that wait in queues. */
public interface PayloadCodec {
    /**
     * Reads a payload.
     *
     * @throws MalformedMessage when it is not JSON, too deep, or does not fit {@code payloadClass}
     */
    <P> P read(byte[] json, Class<P> payloadClass) throws MalformedMessage;

    /**
     * Reads the envelope that producers use who can't set AMQP properties.
     *
     * @throws MalformedMessage when it is not a JSON object, or a field has the wrong type
     */
    BodyEnvelope readEnvelope(byte[] json) throws MalformedMessage;

    /**
     * The same JSON in the one form that RFC 8785 gives to its meaning, so that order of fields and white space make no difference. Unlike
     * there, whole numbers keep all their digits, and so do fractions of more than 17: a double would make two payloads one.
     *
     * @throws MalformedMessage when it is not JSON, or too deep
     */
    byte[] canonical(byte[] json) throws MalformedMessage;

    /** Writes a payload as UTF-8 JSON. Throws {@link IllegalArgumentException} when it can't be written. */
    byte[] write(@Nullable Object payload);

    /**
     * The envelope {@code {"id","type","tenantId","userId","data","timestamp"}}.
     *
     * @param id the job id
     * @param type the job type
     * @param tenantId whose data
     * @param userId on whose behalf
     * @param timestamp when it was enqueued: ISO-8601 or epoch milliseconds
     * @param data the payload's JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record BodyEnvelope(
            Optional<String> id,
            Optional<String> type,
            Optional<String> tenantId,
            Optional<String> userId,
            Optional<String> timestamp,
            byte[] data) {}
}
