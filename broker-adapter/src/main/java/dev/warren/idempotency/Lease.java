package dev.warren.idempotency;

import java.time.Duration;

/** How a worker's lease stands. */
public enum Lease {
    /** It runs; what the worker has claimed is its own. */
    HELD,
    /** It had ended before it was renewed, and stays so: others may have taken over. Go on as a fresh {@link Owner}. */
    LAPSED;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * Refuses a lease that {@link IdempotencyStore#heartbeat} does not promise: for stores.
     *
     * @throws IllegalArgumentException when it is shorter than 1 s or longer than 10 min
     */
    public static void check(Duration lease) {
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + lease + " was asked for; it must be from " + SHORTEST + " to " + LONGEST);
        }
    }
}
