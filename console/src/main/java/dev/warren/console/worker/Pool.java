package dev.warren.console.worker;

import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.topology.LaneName;
import java.util.List;

/**
 * Slots, and the lanes that share them: one worker of the library.
 *
 * @param lanes in order
 * @param slots how many jobs run at once
 * @param shares how the lanes share them
 * @param prefetch how many deliveries a lane has in hand
 */
record Pool(List<LaneName> lanes, int slots, LaneShares shares, Prefetch prefetch) {
    /** Checks that the shares fit; throws IllegalArgumentException that names the bound. */
    Pool {
        lanes = List.copyOf(lanes);
        shares.picker(lanes, slots);
    }
}
