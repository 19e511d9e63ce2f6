package dev.warren.stores.sqlite;

import java.time.Instant;

/** Times as the file holds them: microseconds since 1970. Finer parts are cut off; what lies beyond 290,000 years is held at the bound. */
final class Time {
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

    private Time() {}

    static long micros(Instant instant) {
        long seconds = Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, instant.getEpochSecond()));
        return seconds * 1_000_000 + instant.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}
