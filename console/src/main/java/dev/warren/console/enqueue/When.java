package dev.warren.console.enqueue;

import dev.warren.console.config.Durations;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as people write them: with a date, or from now. */
final class When {
    private When() {}

    /** Reads a time; throws IllegalArgumentException when it is none. */
    static Instant parse(String text, Clock clock) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return fromNow(text, clock);
        }
    }

    private static Instant fromNow(String text, Clock clock) {
        try {
            return clock.instant().plus(Durations.parse(text));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time; write 2026-12-01T08:00:00Z, or 15m for a time from now");
        }
    }
}
