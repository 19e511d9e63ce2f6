package dev.warren.job;

import java.nio.charset.StandardCharsets;

/**
 * The name of a job type on the wire, such as {@code email.send}.
 *
 * @param value 1 to 128 bytes of UTF-8: it is part of the delay ladder's routing keys, which end at 255 bytes
 */
public record JobTypeName(String value) {
    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_BYTES = 128;

    /** Checks the bounds. */
    public JobTypeName {
        int bytes = value.length() > MAX_BYTES / 3 ? value.getBytes(StandardCharsets.UTF_8).length : 0;
        if (value.isBlank() || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a job type has 1 to " + MAX_BYTES + " bytes; this one has " + Math.max(bytes, value.length()));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
