package dev.warren.lanes;

import java.util.Arrays;

/** What each lane is doing, set by hand. */
final class LaneState implements SlotUse {
    private final int[] waiting;
    private final int[] running;

    private LaneState(int[] waiting, int[] running) {
        this.waiting = waiting;
        this.running = running;
    }

    static LaneState waiting(int... waiting) {
        return new LaneState(waiting, new int[waiting.length]);
    }

    LaneState running(int... running) {
        return new LaneState(waiting, running);
    }

    void arrive(int lane) {
        waiting[lane]++;
    }

    void start(int lane) {
        waiting[lane]--;
        running[lane]++;
    }

    void end(int lane) {
        running[lane]--;
    }

    int lanes() {
        return waiting.length;
    }

    int totalRunning() {
        return Arrays.stream(running).sum();
    }

    int totalWaiting() {
        return Arrays.stream(waiting).sum();
    }

    @Override
    public int waiting(int lane) {
        return waiting[lane];
    }

    @Override
    public int running(int lane) {
        return running[lane];
    }

    @Override
    public String toString() {
        return "waiting " + Arrays.toString(waiting) + ", running " + Arrays.toString(running);
    }
}
