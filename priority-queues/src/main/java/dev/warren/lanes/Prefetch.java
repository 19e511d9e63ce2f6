package dev.warren.lanes;

/**
 * How many unacknowledged deliveries of one lane a worker holds at most: those that run and those that wait for a slot. It follows from
 * the slots and is bounded on both sides.
 *
 * <p>A worker hoards what it prefetches: those jobs wait for it while other workers idle, and go back to the queue when it dies. Too
 * few, and slots starve between two round trips to the broker: prefetch 1 drains about 1,000 jobs a second beside a busy producer,
 * prefetch 10 about 9,000, however many slots there are. The defaults suit jobs of up to a second or so. Jobs that take minutes should
 * have a lane of their own with {@code new Prefetch(1, 1, most)}, or {@code perSlot} 2 where the next job should be at hand.
 *
 * <p>Lanes prefetch apart from each other, so a bulk flood in memory leaves the room of the critical lane free.
 *
 * @param perSlot deliveries for each slot, 1 to {@value #LIMIT}
 * @param least what a lane gets even with few slots, 1 to {@code most}
 * @param most what a lane gets however many slots there are, {@code least} to {@value #LIMIT}; with the size of a delivery it bounds the
 *     memory of a lane
 */
public record Prefetch(int perSlot, int least, int most) {
    /** The greatest value AMQP can carry: {@code basic.qos} has 16 bits, and 0 would mean no bound at all. */
    public static final int LIMIT = 65_535;

    /** 16 for each slot, at least 100, at most 1,000. */
    public static final Prefetch DEFAULTS = new Prefetch(16, 100, 1_000);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when a value is out of bounds; the message names it and its bound
     */
    public Prefetch {
        check("perSlot", perSlot, 1, LIMIT);
        check("most", most, 1, LIMIT);
        check("least", least, 1, most);
    }

    /** The same number whatever the slots, 1 to {@value #LIMIT}. */
    public static Prefetch fixed(int deliveries) {
        return new Prefetch(1, deliveries, deliveries);
    }

    /**
     * The prefetch of one lane.
     *
     * @param slots the slots that may run jobs of the lane, at least 1: all of the worker's, as unused ones are lent
     */
    public int of(int slots) {
        check("slots", slots, 1, Integer.MAX_VALUE);
        return (int) Math.min(most, Math.max(least, (long) slots * perSlot));
    }

    private static void check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "prefetch " + key + " is " + value + "; it must be between " + least + " and " + most);
        }
    }
}
