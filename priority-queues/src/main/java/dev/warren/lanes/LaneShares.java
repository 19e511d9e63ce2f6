package dev.warren.lanes;

import dev.warren.topology.LaneName;
import java.util.List;
import java.util.Map;

/**
 * The policy by which a worker shares its slots between the lanes it serves. Immutable, and safe to share between workers.
 *
 * <p>Three policies are given: {@link #weighted() weighted} (the default), {@link #strict(List) strict}, and {@link #reserving reserved
 * slots} on top of either. A policy of your own implements {@link #picker}, the only abstract method.
 */
@FunctionalInterface
public interface LaneShares {
    /**
     * A new picker for one worker.
     *
     * @param lanes the lanes the worker serves, at least one, none twice; a picker speaks of a lane by its index in this list
     * @param slots how many jobs the worker runs at a time, at least 1
     * @throws IllegalArgumentException when the policy does not fit these lanes or slots; the message names the key, the value and
     *     its bound
     */
    SlotPicker picker(List<LaneName> lanes, int slots);

    /**
     * The default: {@code critical} 6, {@code default} 3, {@code bulk} 1. Under a flood of everything {@code critical} gets more than
     * all the others together, while a tenth keeps {@code bulk} moving; and with ten slots every share is a whole number of slots. A
     * worker that serves a lane of another name must give the weights itself: {@link #weighted(Map)}.
     */
    static LaneShares weighted() {
        return WeightedShares.DEFAULTS;
    }

    /**
     * Slots in proportion to weights. A free slot goes to the lane that has jobs waiting and holds the fewest slots for its weight.
     * Lanes that are level take turns by their weights, so that even a single slot is shared. No lane starves: a lane with jobs waiting
     * and none running is served within {@code (W - w) / w + n} picks, where {@code w} is its weight, {@code W} the sum of the weights
     * and {@code n} the number of lanes.
     *
     * <p>What a lane does not use is lent to the others, all of it, and comes back as their jobs end; nobody saves up credit for the
     * time it was idle. While all lanes have jobs waiting, none is given a slot that takes it to more than one slot above its share.
     * Shares are exact when the number of slots is a multiple of the sum of the weights; with few slots small lanes gain from
     * rounding, since each lane gets its first slot before any gets a second one.
     *
     * @param weights for each lane, 1 to {@value WeightedShares#MAX_WEIGHT}; entries of lanes that a worker does not serve do not
     *     matter to it, so one map may serve all workers
     * @throws IllegalArgumentException when a weight is out of bounds; when a picker is made for a lane that lacks a weight
     */
    static LaneShares weighted(Map<LaneName, Integer> weights) {
        return new WeightedShares(weights);
    }

    /**
     * Highest first: a free slot goes to the first lane in the list that has jobs waiting. A lane starves as long as those above it
     * keep all slots busy; choose it only where that is meant.
     *
     * @param highestFirst each lane once; lanes that a worker does not serve do not matter to it
     * @throws IllegalArgumentException when a lane is listed twice or none is listed; when a picker is made for a lane that is not
     *     listed
     */
    static LaneShares strict(List<LaneName> highestFirst) {
        return new StrictShares(highestFirst);
    }

    /**
     * This policy, with slots that only {@code lane} may use: a job of that lane finds one free even when the others are flooded. The
     * rest of the slots is shared by this policy, among all lanes. May be called for several lanes, once for each.
     *
     * <p>A reserved slot is never lent, so it costs throughput while its lane is idle.
     *
     * @param slots at least 1
     * @throws IllegalArgumentException when {@code slots} is below 1 or the lane has a reservation already; when a picker is made for a
     *     worker that does not serve the lane, or whose slots are all reserved
     */
    default LaneShares reserving(LaneName lane, int slots) {
        return ReservedShares.over(this).reserving(lane, slots);
    }
}
