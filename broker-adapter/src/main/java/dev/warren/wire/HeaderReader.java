package dev.warren.wire;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers as clients really send them. An integer comes as any AMQP integer, as a double with a whole value (amqplib writes large
 * ones so) or as text (the management UI's default); a void or blank header means an absent one.
 */
final class HeaderReader {
    /**
     * Java's own bounds are so wide that sums with a time near them overflow. Year 1 lies inside: some platforms send it for "none", and
     * a job that is long due or long enqueued can be run.
     */
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Pattern DIGITS = Pattern.compile("-?\\d+");
    private static final int MAX_KEY_BYTES = 255;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final Map<String, Object> headers;

    HeaderReader(Map<String, Object> headers) {
        this.headers = headers;
    }

    boolean has(String name) {
        return headers.get(name) != null;
    }

    @Nullable
    Object raw(String name) {
        return headers.get(name);
    }

    Optional<String> text(String name) throws MalformedMessage {
        Object value = headers.get(name);
        if (value == null) {
            return Optional.empty();
        }
        // A boolean is a mistake too: as an idempotency key it would make all jobs of a type one.
        if (value instanceof Map
                || value instanceof Collection
                || value instanceof byte[]
                || value instanceof Boolean) {
            throw new MalformedMessage("the header `" + name + "` must be a text, but is " + kind(value));
        }
        String text = value.toString();
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** A text that stands in keys of the idempotency store, where an index takes only so much. */
    static Optional<String> requireShort(String what, Optional<String> text) throws MalformedMessage {
        if (text.isEmpty()) {
            return text;
        }
        int bytes = Utf8.requireTellable(what, text.get()).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw new MalformedMessage(what + " has " + bytes + " bytes; at most " + MAX_KEY_BYTES + " are accepted");
        }
        return text;
    }

    int integer(String name, int least, int most, int absent) throws MalformedMessage {
        Optional<Long> value = whole(name);
        if (value.isEmpty()) {
            return absent;
        }
        long number = value.get();
        if (number < least || number > most) {
            throw new MalformedMessage(
                    "the header `" + name + "` is " + number + "; it must be from " + least + " to " + most);
        }
        return (int) number;
    }

    /** A time span in milliseconds, from 0 to ten thousand years. */
    Optional<Duration> millis(String name) throws MalformedMessage {
        Optional<Long> value = whole(name);
        if (value.isPresent() && (value.get() < 0 || value.get() > LATEST.toEpochMilli())) {
            throw new MalformedMessage("the header `" + name + "` is " + value.get() + "; it must be from 0 to "
                    + LATEST.toEpochMilli() + " milliseconds");
        }
        return value.map(Duration::ofMillis);
    }

    /** A point in time in the years 0 to 9999: epoch milliseconds, ISO-8601 with an offset, or an AMQP timestamp. */
    Optional<Instant> instant(String name) throws MalformedMessage {
        Object value = headers.get(name);
        if (value == null || value.toString().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(instant("the header `" + name + "`", value));
    }

    static Instant instant(String what, Object value) throws MalformedMessage {
        Instant instant = anyInstant(what, value);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new MalformedMessage(what + " must be a time in the years 0 to 9999");
        }
        return instant;
    }

    private static Instant anyInstant(String what, Object value) throws MalformedMessage {
        if (value instanceof Date timestamp) {
            return timestamp.toInstant();
        }
        if (value instanceof Number || isDigits(value.toString())) {
            return Instant.ofEpochMilli(toLong(what, value));
        }
        try {
            return OffsetDateTime.parse(value.toString()).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedMessage(what + " must be epoch milliseconds or a time like 2026-01-31T12:00:00Z");
        }
    }

    private static boolean isDigits(String text) {
        return DIGITS.matcher(text).matches();
    }

    private Optional<Long> whole(String name) throws MalformedMessage {
        Object value = headers.get(name);
        if (value == null || value.toString().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(toLong("the header `" + name + "`", value));
    }

    private static long toLong(String what, Object value) throws MalformedMessage {
        if (value instanceof Map
                || value instanceof Collection
                || value instanceof byte[]
                || value instanceof Boolean) {
            throw new MalformedMessage(what + " must be a whole number, but is " + kind(value));
        }
        String text = value.toString().trim();
        if (text.length() > 40) {
            throw new MalformedMessage(what + " must be a whole number, but has " + text.length() + " characters");
        }
        try {
            return new BigDecimal(text).longValueExact();
        } catch (NumberFormatException e) {
            throw new MalformedMessage(what + " must be a whole number, but is not a number");
        } catch (ArithmeticException e) {
            throw new MalformedMessage(what + " must be a whole number of 64 bits");
        }
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "a table";
        }
        if (value instanceof Collection) {
            return "an array";
        }
        return value instanceof Boolean ? "a boolean" : "a byte array";
    }
}
