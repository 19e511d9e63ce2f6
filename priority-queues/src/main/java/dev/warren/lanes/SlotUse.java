package dev.warren.lanes;

/** What the lanes of a worker are doing at this moment, as a {@link SlotPicker} needs to see it. Lanes go by their index. */
public interface SlotUse {
    /** How many jobs of the lane are ready to start, 0 or more. */
    int waiting(int lane);

    /** How many slots run a job of the lane, 0 or more. */
    int running(int lane);
}
