package dev.warren.wire;

import dev.warren.job.Uniqueness;
import dev.warren.job.Uniqueness.OnConflict;
import dev.warren.job.Uniqueness.Span;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A job's uniqueness in its headers. */
public final class UniqueHeaders {
    private static final String STARTED = "started";
    private static final String FINISHED = "finished";
    private static final String RUNNING = "running";

    private UniqueHeaders() {}

    /** The headers that say it. */
    public static Map<String, Object> of(Uniqueness uniqueness) {
        Object until = switch (uniqueness.span()) {
            case STARTED -> STARTED;
            case FINISHED -> FINISHED;
            case RUNNING -> RUNNING;
            case TIME -> uniqueness.time().toMillis();
        };
        String conflict = switch (uniqueness.onConflict()) {
            case SKIP -> "skip";
            case WAIT -> "wait";
            case REPLACE -> "replace";
        };
        return Map.of(
                WireHeaders.UNIQUE_KEY,
                uniqueness.key(),
                WireHeaders.UNIQUE_UNTIL,
                until,
                WireHeaders.UNIQUE_CONFLICT,
                conflict);
    }

    /**
     * Reads it; empty without {@code unique-key}.
     *
     * @throws MalformedMessage when one of the headers can't be read
     */
    static Optional<Uniqueness> read(HeaderReader headers) throws MalformedMessage {
        Optional<String> key = HeaderReader.requireShort(
                "the header `" + WireHeaders.UNIQUE_KEY + "`", headers.text(WireHeaders.UNIQUE_KEY));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String until = headers.text(WireHeaders.UNIQUE_UNTIL).orElse(FINISHED);
        OnConflict onConflict =
                onConflict(headers.text(WireHeaders.UNIQUE_CONFLICT).orElse("skip"));
        return Optional.of(
                switch (until) {
                    case STARTED -> new Uniqueness(key.get(), Span.STARTED, Duration.ZERO, onConflict);
                    case FINISHED -> new Uniqueness(key.get(), Span.FINISHED, Duration.ZERO, onConflict);
                    case RUNNING -> new Uniqueness(key.get(), Span.RUNNING, Duration.ZERO, onConflict);
                    default -> timed(key.get(), until, onConflict);
                });
    }

    private static OnConflict onConflict(String word) throws MalformedMessage {
        return switch (word) {
            case "skip" -> OnConflict.SKIP;
            case "wait" -> OnConflict.WAIT;
            case "replace" -> OnConflict.REPLACE;
            default ->
                throw new MalformedMessage(
                        "the header `" + WireHeaders.UNIQUE_CONFLICT + "` must be skip, wait or replace");
        };
    }

    private static Uniqueness timed(String key, String time, OnConflict onConflict) throws MalformedMessage {
        try {
            return new Uniqueness(key, Span.TIME, duration(time), onConflict);
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new MalformedMessage("the header `" + WireHeaders.UNIQUE_UNTIL
                    + "` must be started, finished, running, or a time from 1 ms to 365 days: milliseconds, or ISO-8601"
                    + " like PT10M");
        }
    }

    private static Duration duration(String time) {
        return time.startsWith("P") ? Duration.parse(time) : Duration.ofMillis(new BigDecimal(time).longValueExact());
    }
}
