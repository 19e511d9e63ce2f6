package dev.warren.stores.postgres;

import java.time.Duration;
import java.time.Instant;

/** Times as the table holds them: microseconds since 1970. Finer parts are cut off; what lies beyond 290,000 years is held at the bound. */
final class Time {
    /** The server's time, when the expression is looked at and not when its transaction began. */
    static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private static final long MICROS = 1_000_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / MICROS - 1;

    private Time() {}

    static long micros(Instant instant) {
        return within(instant.getEpochSecond()) * MICROS + instant.getNano() / 1_000;
    }

    static long micros(Duration duration) {
        return within(duration.getSeconds()) * MICROS + duration.getNano() / 1_000;
    }

    private static long within(long seconds) {
        return Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, seconds));
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
