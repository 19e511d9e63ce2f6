package dev.warren.stores.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Times as the server's scripts have them: microseconds since 1970. */
final class Micros {
    private static final int DIGITS = 16;
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

    private Micros() {}

    /** Finer parts are cut off; what lies beyond 290,000 years is held at the bound. */
    static long of(Instant instant) {
        return seconds(instant.getEpochSecond()) * 1_000_000 + instant.getNano() / 1_000;
    }

    static long of(Duration duration) {
        return seconds(duration.getSeconds()) * 1_000_000 + duration.getNano() / 1_000;
    }

    private static long seconds(long seconds) {
        return Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, seconds));
    }

    /** The first microsecond that does not lie before a time. */
    static long notBefore(Instant instant) {
        return of(instant) + (instant.getNano() % 1_000 > 0 ? 1 : 0);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** A score of a sorted set; they come as decimal fractions, some with an exponent. */
    static long ofScore(Object score) {
        return (long) Double.parseDouble(Names.text(score));
    }

    /** A number at its place in a record's head, in 16 digits. */
    static byte[] digits(long number) {
        byte[] digits = new byte[DIGITS];
        long rest = number;
        for (int i = DIGITS - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (number < 0 || rest != 0) {
            throw new IllegalArgumentException("a number outside " + DIGITS + " digits: " + number);
        }
        return digits;
    }

    static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
