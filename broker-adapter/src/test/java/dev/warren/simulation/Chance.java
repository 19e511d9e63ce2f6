package dev.warren.simulation;

import java.util.SplittableRandom;

/** All that is left to chance, drawn from one seed. */
final class Chance {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000 * MICROSECOND;

    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /** 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in {@code n} draws. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** One of these. */
    <T> T oneOf(T[] all) {
        return all[below(all.length)];
    }

    /** 0 to below 1. */
    double fraction() {
        return random.nextDouble();
    }

    int anyInt() {
        return random.nextInt();
    }

    long nanosBetween(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** How long a frame is under way: mostly below 2 ms, now and then far longer. */
    long latencyNanos() {
        return oneIn(16)
                ? nanosBetween(2 * MILLISECOND, 60 * MILLISECOND)
                : nanosBetween(50 * MICROSECOND, 2 * MILLISECOND);
    }
}
