package dev.warren.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes only when the agenda gets to something later: a wall clock and a monotonic one that agree. */
final class VirtualTime extends Clock {
    static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long START_MILLIS = START.toEpochMilli();

    private long nanos;

    /** Nanoseconds since the start, as {@link System#nanoTime} would count them. */
    long nanos() {
        return nanos;
    }

    void advanceTo(long later) {
        if (later < nanos) {
            throw new IllegalArgumentException("time can't go back from " + nanos + " ns to " + later + " ns");
        }
        nanos = later;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos);
    }

    @Override
    public long millis() {
        return START_MILLIS + nanos / NANOS_PER_MILLI;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
