package dev.warren.consume;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A time that must pass before something is tried again, for work that is done in turns. Used by one thread. */
final class Pause {
    private final LongSupplier nanos;
    private boolean running;
    private long endNanos;

    Pause(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins, or begins anew. */
    void begin(Duration time) {
        endNanos = nanos.getAsLong() + time.toNanos();
        running = true;
    }

    /** What is left of it; zero when it is over or was never begun. */
    Duration left() {
        if (running) {
            long left = endNanos - nanos.getAsLong();
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            running = false;
        }
        return Duration.ZERO;
    }
}
