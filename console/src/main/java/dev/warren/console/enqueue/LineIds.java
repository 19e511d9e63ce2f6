package dev.warren.console.enqueue;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes the ids of a file's jobs. A line has the same id however often it is sent in one run, so that what was confirmed and not noted
 * before a break is dropped as a duplicate when it is sent again. Of the form of a UUIDv7, since stores take in ids that grow several times
 * faster: the milliseconds of the run's beginning, 40 bits of the line, 34 random bits of the run.
 *
 * @param millis when the run began, since 1970
 * @param salt random bits
 */
record LineIds(long millis, long salt) {
    private static final int SALT_BITS = 34;
    private static final long MOST_LINES = 1L << 40;

    LineIds {
        salt &= (1L << SALT_BITS) - 1;
    }

    static LineIds fresh(long millis, RandomGenerator random) {
        return new LineIds(millis, random.nextLong());
    }

    /** The id of a line, counted from 1. */
    String of(long line) {
        if (line >= MOST_LINES) {
            throw new IllegalArgumentException("a job file has at most " + MOST_LINES + " lines");
        }
        long high = millis << 16 | 0x7000 | line >>> 28;
        long low = 0x8000_0000_0000_0000L | (line & 0xfff_ffffL) << SALT_BITS | salt;
        return new UUID(high, low).toString();
    }
}
