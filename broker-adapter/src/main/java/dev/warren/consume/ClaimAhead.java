package dev.warren.consume;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * How many claimed jobs of a lane may wait for a slot: about as many as start within a quarter of a second. Fewer, and short jobs would be
 * claimed in batches too small to be cheap; more, and a worker that is killed leaves more jobs behind that must wait for the end of its
 * lease and are suspects then. Guarded by whoever uses it.
 */
final class ClaimAhead {
    private static final double AHEAD_SECONDS = 0.25;
    private static final long WINDOW_NANOS = Duration.ofMillis(50).toNanos();
    private static final int MOST = 1_000;

    private final LongSupplier nanos;
    private final int least;
    private final int[] started;
    private final int[] limits;
    private long windowStart;

    ClaimAhead(int lanes, int slots, LongSupplier nanos) {
        this.nanos = nanos;
        this.least = Math.min(2 * slots, MOST);
        this.started = new int[lanes];
        this.limits = new int[lanes];
        this.windowStart = nanos.getAsLong();
        Arrays.fill(limits, least);
    }

    void started(int lane) {
        started[lane]++;
    }

    /** At least twice the slots, at most 1,000. */
    int limit(int lane) {
        long elapsed = nanos.getAsLong() - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            measure(elapsed);
        }
        return limits[lane];
    }

    private void measure(long elapsed) {
        for (int lane = 0; lane < limits.length; lane++) {
            double ahead = started[lane] * 1e9 / elapsed * AHEAD_SECONDS;
            limits[lane] = (int) Math.max(least, Math.min(MOST, ahead));
            started[lane] = 0;
        }
        windowStart += elapsed;
    }
}
