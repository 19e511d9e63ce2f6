package dev.warren.wire;

import dev.warren.broker.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a message in a dead-letter queue tell of its death. Reads whatever is there: a header that is not as it should be
 * counts as absent, for nothing may hide a dead letter.
 *
 * @param author who gave up on it
 * @param reason {@code dead-reason}; {@value #DELIVERY_LIMIT} or another word of the broker's for what it dead-lettered itself;
 *     {@value #UNKNOWN} for a message that only lies there
 * @param life the life that ended, as far as the headers tell; 0 when they don't
 * @param attempt the attempt it died at
 * @param errorType the last failure's class
 * @param errorMessage its message
 * @param errorStack its stack
 * @param at when it died
 * @param worker the worker that gave up on it
 * @param firstEnqueuedAt when the job was first enqueued
 */
public record DeathNote(
        Author author,
        String reason,
        int life,
        Optional<Integer> attempt,
        Optional<String> errorType,
        Optional<String> errorMessage,
        Optional<String> errorStack,
        Optional<Instant> at,
        Optional<String> worker,
        Optional<Instant> firstEnqueuedAt) {

    /** The reason of a message that the broker has handed out too often. */
    public static final String DELIVERY_LIMIT = "delivery-limit";

    /** The reason of a message whose headers tell of no death. */
    public static final String UNKNOWN = "unknown";

    /** Who gave up on a message. */
    public enum Author {
        /** A worker of Warren's, by the header {@code dead-reason}. */
        WORKER,
        /**
         * The broker, by {@code x-death}, which Warren takes off whatever it publishes. What Warren's own headers tell beside it is of an
         * earlier death: the message was moved back to its lane and given up on there.
         */
        BROKER,
        /** Nobody: somebody else's message. */
        NOBODY
    }

    /** Reads a message's headers. */
    public static DeathNote of(Message message) {
        Map<String, Object> headers = message.properties().headers();
        HeaderReader reader = new HeaderReader(headers);
        Optional<Map<?, ?>> broker = lastDeath(headers.get(WireHeaders.X_DEATH));
        Optional<String> ours = text(reader, WireHeaders.DEAD_REASON);
        Optional<Instant> enqueued = instant(reader, WireHeaders.FIRST_ENQUEUED_AT);
        boolean byBroker = broker.isPresent();
        return new DeathNote(
                byBroker ? Author.BROKER : ours.isPresent() ? Author.WORKER : Author.NOBODY,
                broker.map(DeathNote::reasonOf).or(() -> ours).orElse(UNKNOWN),
                integer(reader, WireHeaders.LIFE, 0).orElse(0),
                integer(reader, WireHeaders.ATTEMPT, 1),
                text(reader, WireHeaders.ERROR_TYPE),
                text(reader, WireHeaders.ERROR_MESSAGE),
                text(reader, WireHeaders.ERROR_STACK),
                byBroker ? broker.flatMap(DeathNote::timeOf) : instant(reader, WireHeaders.DEAD_AT),
                byBroker ? Optional.empty() : text(reader, WireHeaders.DEAD_WORKER),
                enqueued);
    }

    /** The broker puts the latest first; {@code expired} is but the delay ladder's way of passing a message on. */
    private static Optional<Map<?, ?>> lastDeath(@Nullable Object deaths) {
        if (!(deaths instanceof Collection<?> list)) {
            return Optional.empty();
        }
        Optional<Map<?, ?>> last = Optional.empty();
        for (Object death : list) {
            if (death instanceof Map<?, ?> fields && isDeath(fields) && (last.isEmpty() || isLimit(fields))) {
                last = Optional.of(fields);
            }
            if (last.isPresent() && isLimit(last.get())) {
                return last;
            }
        }
        return last;
    }

    private static boolean isDeath(Map<?, ?> fields) {
        return fields.get("reason") != null
                && !"expired".equals(fields.get("reason").toString());
    }

    private static boolean isLimit(Map<?, ?> fields) {
        return DELIVERY_LIMIT.equals(reasonOf(fields));
    }

    private static String reasonOf(Map<?, ?> fields) {
        return String.valueOf(fields.get("reason")).replace('_', '-');
    }

    private static Optional<Instant> timeOf(Map<?, ?> fields) {
        return fields.get("time") instanceof Date time ? Optional.of(time.toInstant()) : Optional.empty();
    }

    private static Optional<String> text(HeaderReader reader, String name) {
        try {
            return reader.text(name);
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> integer(HeaderReader reader, String name, int least) {
        try {
            int value = reader.integer(name, least, MessageReader.MOST, -1);
            return value < 0 ? Optional.empty() : Optional.of(value);
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(HeaderReader reader, String name) {
        try {
            return reader.instant(name);
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }
}
