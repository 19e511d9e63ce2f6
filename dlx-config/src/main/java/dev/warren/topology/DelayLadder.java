package dev.warren.topology;

import java.time.Duration;

/**
 * The arithmetic of delays. Level k of the ladder is a queue that holds a message for 2<sup>k</sup> units; a message waits at the levels
 * whose bit is set in its delay and passes by the others, so that every whole number of units can be waited for exactly with one queue
 * per level, and no queue ever mixes times to live (RabbitMQ expires messages at a queue's head only).
 *
 * @param unit the shortest delay and the step between delays: whole milliseconds, 1 ms to 1 h. Default 250 ms
 * @param levels how many levels, 1 to 32; the highest level may hold for 2<sup>32</sup>-1 ms (49.7 days) at most, which is the longest
 *     time to live RabbitMQ takes. Default 20, which makes a longest round of about 3 days
 */
public record DelayLadder(Duration unit, int levels) {
    private static final Duration MAX_UNIT = Duration.ofHours(1);
    private static final int MAX_LEVELS = 32;
    private static final long MAX_TTL_MILLIS = 0xFFFF_FFFFL;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when one is broken
     */
    public DelayLadder {
        if (unit.compareTo(Duration.ofMillis(1)) < 0
                || unit.compareTo(MAX_UNIT) > 0
                || unit.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("delay unit " + unit + " must be whole milliseconds from 1 ms to 1 h");
        }
        if (levels < 1 || levels > MAX_LEVELS) {
            throw new IllegalArgumentException("delay levels " + levels + " must be 1 to " + MAX_LEVELS);
        }
        if (unit.toMillis() > MAX_TTL_MILLIS >> (levels - 1)) {
            throw new IllegalArgumentException("a delay unit of " + unit.toMillis() + " ms with " + levels
                    + " levels makes a highest level of more than " + MAX_TTL_MILLIS
                    + " ms, the longest time to live RabbitMQ takes; use fewer levels");
        }
    }

    /** 250 ms and 20 levels: delays to a quarter of a second, about 3 days per round. */
    public static DelayLadder standard() {
        return new DelayLadder(Duration.ofMillis(250), 20);
    }

    /** The longest delay that takes one round: all levels together. */
    public Duration longestRound() {
        return unit.multipliedBy(mostUnits());
    }

    /**
     * How long a message waits at a level.
     *
     * @throws IllegalArgumentException when there is no such level
     */
    public Duration timeToLive(int level) {
        checkLevel(level);
        return unit.multipliedBy(1L << level);
    }

    /**
     * The round to take for a delay: rounded up to a whole unit, so that a message is never early; one unit when the delay is zero or
     * negative; the longest round when the delay is longer than that.
     */
    public DelayStep step(Duration delay) {
        long units = units(delay);
        return new DelayStep(63 - Long.numberOfLeadingZeros(units), bits(units), unit.multipliedBy(units));
    }

    void checkLevel(int level) {
        if (level < 0 || level >= levels) {
            throw new IllegalArgumentException("delay level " + level + " must be 0 to " + (levels - 1));
        }
    }

    private long mostUnits() {
        return (1L << levels) - 1;
    }

    private long units(Duration delay) {
        if (delay.compareTo(unit) <= 0) {
            return 1;
        }
        if (delay.compareTo(longestRound()) >= 0) {
            return mostUnits();
        }
        return -Math.floorDiv(-delay.toNanos(), unit.toNanos());
    }

    private String bits(long units) {
        StringBuilder bits = new StringBuilder(2 * levels);
        for (int level = levels - 1; level >= 0; level--) {
            bits.append((units >>> level & 1) == 1 ? '1' : '0');
            if (level > 0) {
                bits.append('.');
            }
        }
        return bits.toString();
    }
}
