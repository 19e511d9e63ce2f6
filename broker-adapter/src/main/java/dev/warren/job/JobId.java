package dev.warren.job;

import java.nio.charset.StandardCharsets;

/**
 * Names one job; on the wire the AMQP property {@code message_id}.
 *
 * @param value 1 to 255 bytes of UTF-8 (the length of an AMQP short string)
 */
public record JobId(String value) {
    private static final int MAX_BYTES = 255;

    /** Checks the bounds. */
    public JobId {
        // A char is at most three bytes, so most ids need no encoding to be measured.
        boolean tooLong = value.length() > MAX_BYTES / 3 && value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
        if (value.isBlank() || tooLong) {
            throw new IllegalArgumentException("a job id has 1 to " + MAX_BYTES + " bytes; this one has "
                    + value.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
