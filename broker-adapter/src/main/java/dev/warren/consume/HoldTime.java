package dev.warren.consume;

import dev.warren.wire.JobMessage;
import java.time.Duration;

/** How long a job is put off that can't run here now: 1 s doubled with each time, up to 30 s, and no longer than need be. */
final class HoldTime {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final int DOUBLINGS = 5;

    private HoldTime() {}

    /**
     * For how long.
     *
     * @param enough after which time it is known to be of use, or of none any more
     */
    static Duration of(JobMessage job, Duration enough) {
        Duration grown = Duration.ofSeconds(1L << Math.min(job.holds(), DOUBLINGS));
        Duration capped = grown.compareTo(LONGEST) <= 0 ? grown : LONGEST;
        if (enough.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return enough.compareTo(capped) < 0 ? enough : capped;
    }
}
