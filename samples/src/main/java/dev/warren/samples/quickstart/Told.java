package dev.warren.samples.quickstart;

import dev.warren.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of one job.
 *
 * @param plan what should have been seen
 * @param attempts how often its handler ran
 * @param retries the waits between attempts
 * @param end how it ended, if it did
 */
record Told(Planned plan, int attempts, List<Retry> retries, Optional<Outcome> end) {
    /** Copies the list. */
    Told {
        retries = List.copyOf(retries);
    }

    /**
     * A wait before a further attempt.
     *
     * @param attempt the attempt waited for
     * @param asked how long it was to wait
     * @param real how long it did
     * @param why what the attempt before failed with
     */
    record Retry(int attempt, Duration asked, Duration real, String why) {}
}
