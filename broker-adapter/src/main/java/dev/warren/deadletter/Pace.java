package dev.warren.deadletter;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Spreads turns evenly over time. What was late is not made up for by a burst. */
final class Pace {
    private final LongSupplier nanos;
    private final LongConsumer waiting;
    private final long between;
    private long next;

    Pace(OptionalInt perSecond, LongSupplier nanos, LongConsumer waiting) {
        this.nanos = nanos;
        this.waiting = waiting;
        this.between = perSecond.isPresent() ? TimeUnit.SECONDS.toNanos(1) / perSecond.getAsInt() : 0;
        this.next = nanos.getAsLong();
    }

    static Pace byTheMachine(OptionalInt perSecond) {
        return new Pace(perSecond, System::nanoTime, LockSupport::parkNanos);
    }

    /** Returns when it is time for the next one, or when the thread is interrupted. */
    void awaitTurn() {
        long now = nanos.getAsLong();
        while (between > 0 && next - now > 0 && !Thread.currentThread().isInterrupted()) {
            waiting.accept(next - now);
            now = nanos.getAsLong();
        }
        next = now + between;
    }
}
