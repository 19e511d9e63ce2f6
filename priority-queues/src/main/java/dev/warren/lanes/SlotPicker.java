package dev.warren.lanes;

import java.util.OptionalInt;

/**
 * Decides which lane the next free slot of one worker serves. It remembers whose turn it is, so it belongs to one worker.
 *
 * <p>Not safe for use by several threads: call it under the lock that guards the counts behind {@link SlotUse}. It is asked for every
 * job, so an implementation takes time in proportion to the number of lanes and allocates nothing.
 */
@FunctionalInterface
public interface SlotPicker {
    /**
     * The index of the lane to serve next, in the list the picker was made with; its first waiting job must then be started, since
     * the picker counts it as started. Empty when no slot is free for any waiting job: nothing waits, all slots are taken, or the free
     * ones are reserved for lanes that have nothing waiting. Ask again after a job has ended or a new one has come.
     */
    OptionalInt pick(SlotUse use);
}
