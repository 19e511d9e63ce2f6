package dev.warren.topology;

/**
 * The bounds of the topology's queues.
 *
 * @param deliveryLimit how often the broker hands a job out before it dead-letters it by itself, 20 to 1,000,000; default 1,000. A last
 *     resort only: prefetched jobs that never started count too, so a small limit dead-letters them after a few lost sessions
 * @param maxDeadLetters how many dead letters a lane keeps, at least 1; default 1,000,000. Shipped as a policy. A full queue refuses
 *     more, and what it refuses stays where it is
 * @param maxUnrouted how many unrouted messages are kept, at least 1; default 100,000. Shipped as a policy. A full queue refuses more,
 *     and the publisher is told
 * @param maxControlMessages how many commands wait for one worker, at least 1; default 1,000. The oldest are dropped
 */
public record TopologyLimits(int deliveryLimit, long maxDeadLetters, long maxUnrouted, int maxControlMessages) {
    private static final int MIN_DELIVERY_LIMIT = 20;
    private static final int MAX_DELIVERY_LIMIT = 1_000_000;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when one is broken
     */
    public TopologyLimits {
        if (deliveryLimit < MIN_DELIVERY_LIMIT || deliveryLimit > MAX_DELIVERY_LIMIT) {
            throw new IllegalArgumentException(
                    "deliveryLimit " + deliveryLimit + " must be " + MIN_DELIVERY_LIMIT + " to " + MAX_DELIVERY_LIMIT);
        }
        atLeastOne("maxDeadLetters", maxDeadLetters);
        atLeastOne("maxUnrouted", maxUnrouted);
        atLeastOne("maxControlMessages", maxControlMessages);
    }

    /** The defaults. */
    public static TopologyLimits standard() {
        return new TopologyLimits(1_000, 1_000_000, 100_000, 1_000);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + " must be at least 1");
        }
    }
}
