package dev.warren.retry;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long to wait before each further attempt. */
public sealed interface Backoff {
    /** The longest wait any backoff may ask for: 365 days. */
    Duration LONGEST = Duration.ofDays(365);

    /** The shortest: 1 ms. */
    Duration SHORTEST = Duration.ofMillis(1);

    /**
     * The wait before an attempt.
     *
     * @param attempt the number of the attempt to come, from 2
     * @param random a number in [0, 1) that places the wait within the jitter
     * @return at least 1 ms, at most {@link #LONGEST}
     */
    Duration before(int attempt, double random);

    /** Grows by {@code factor} from {@code first} up to {@code cap}, spread by 20 % either way. */
    static Backoff exponential(Duration first, double factor, Duration cap) {
        return new Exponential(first, factor, cap, 0.2);
    }

    /** Exactly these waits, one after the other; the last one repeats. No jitter. */
    static Backoff intervals(Duration... intervals) {
        return new Intervals(Arrays.asList(intervals), 0);
    }

    /**
     * Exponential growth with a cap.
     *
     * @param first the wait before the second attempt, from 1 ms
     * @param factor the growth from one wait to the next, from 1
     * @param cap the longest wait, at least {@code first}
     * @param jitter how far a wait may lie from its nominal value, as a fraction of it in [0, 1]; the cap holds all the same
     */
    record Exponential(Duration first, double factor, Duration cap, double jitter) implements Backoff {
        /** Checks the bounds. */
        public Exponential {
            requireWait("first", first);
            requireWait("cap", cap);
            requireJitter(jitter);
            if (!(factor >= 1) || factor > 1_000) {
                throw new IllegalArgumentException("backoff factor is " + factor + "; it must be from 1 to 1000");
            }
            if (cap.compareTo(first) < 0) {
                throw new IllegalArgumentException("backoff cap " + cap + " is shorter than the first wait " + first);
            }
        }

        @Override
        public Duration before(int attempt, double random) {
            // Always the capped form: the other one reaches Long.MAX_VALUE after some 70 attempts.
            long nominalMillis =
                    IntervalFunction.ofExponentialBackoff(first, factor, cap).apply(requireRetry(attempt) - 1);
            return min(spread(nominalMillis, jitter, random), cap);
        }
    }

    /**
     * A list of waits; the last one repeats.
     *
     * @param intervals at least one wait, each from 1 ms
     * @param jitter how far a wait may lie from its nominal value, as a fraction of it in [0, 1]
     */
    record Intervals(List<Duration> intervals, double jitter) implements Backoff {
        /** Checks the bounds. */
        public Intervals {
            intervals = List.copyOf(intervals);
            if (intervals.isEmpty()) {
                throw new IllegalArgumentException("backoff intervals are empty; name at least one wait");
            }
            intervals.forEach(interval -> requireWait("interval", interval));
            requireJitter(jitter);
        }

        @Override
        public Duration before(int attempt, double random) {
            int index = Math.min(requireRetry(attempt) - 2, intervals.size() - 1);
            return min(spread(intervals.get(index).toMillis(), jitter, random), LONGEST);
        }
    }

    private static int requireRetry(int attempt) {
        if (attempt < 2) {
            throw new IllegalArgumentException(
                    "attempt " + attempt + " has no wait before it; the first that has is 2");
        }
        return attempt;
    }

    private static void requireWait(String name, Duration wait) {
        if (wait.compareTo(SHORTEST) < 0 || wait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "backoff " + name + " is " + wait + "; it must be from 1 ms to " + LONGEST.toDays() + " days");
        }
    }

    private static void requireJitter(double jitter) {
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("backoff jitter is " + jitter + "; it must be from 0 to 1");
        }
    }

    private static Duration spread(long nominalMillis, double jitter, double random) {
        double factor = 1 + jitter * (2 * random - 1);
        return Duration.ofMillis(Math.max(1, Math.round(nominalMillis * factor)));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
