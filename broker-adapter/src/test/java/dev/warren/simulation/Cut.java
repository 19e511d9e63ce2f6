package dev.warren.simulation;

import java.time.Duration;

/**
 * How a link is cut.
 *
 * @param frames what becomes of the frames under way, in both directions
 * @param clientNoticesAfterNanos when the client learns of it
 * @param brokerNoticesAfterNanos when the broker learns of it and puts back what was handed out
 */
record Cut(Frames frames, long clientNoticesAfterNanos, long brokerNoticesAfterNanos) {
    private static final long SOON_NANOS = Duration.ofMillis(5).toNanos();

    /** Two heartbeats of ten seconds. */
    private static final long LATE_NANOS = Duration.ofSeconds(20).toNanos();

    /** What becomes of frames under way. */
    enum Frames {
        LOST,
        ARRIVE,
        /** The first ones, as many as chance will have it. */
        SOME_ARRIVE
    }

    /** Both sides notice within milliseconds. */
    static Cut at(Chance chance, Frames frames) {
        return new Cut(frames, chance.nanosBetween(0, SOON_NANOS), chance.nanosBetween(0, SOON_NANOS));
    }

    /** Any cut: now and then a side notices only by missed heartbeats. */
    static Cut any(Chance chance) {
        return new Cut(Frames.SOME_ARRIVE, notice(chance), notice(chance));
    }

    private static long notice(Chance chance) {
        return chance.nanosBetween(0, chance.oneIn(4) ? LATE_NANOS : SOON_NANOS);
    }
}
