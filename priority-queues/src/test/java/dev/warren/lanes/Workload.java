package dev.warren.lanes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * A worker in simulated time: jobs arrive, start where the picker says, run for their length and end. Lengths and arrivals come from a
 * seeded source, so a run that fails can be run again.
 */
final class Workload {
    /** Sees every moment at which the picker was asked. */
    interface Watcher {
        /** The state before the start, and the answer. */
        void onPick(LaneState before, OptionalInt answer);
    }

    private record End(long time, int lane) {}

    private final SlotPicker picker;
    private final LaneState state;
    private final IntUnaryOperator length;
    private final Watcher watcher;
    private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::time));
    private final List<Deque<Long>> arrivals = new ArrayList<>();
    private final long[] slotTime;
    private final long[] starts;
    private final long[] longestWait;
    private long now;

    /** @param length of the next job of a lane, at least 1 */
    Workload(SlotPicker picker, int lanes, IntUnaryOperator length, Watcher watcher) {
        this.picker = picker;
        this.state = LaneState.waiting(new int[lanes]);
        this.length = length;
        this.watcher = watcher;
        this.slotTime = new long[lanes];
        this.starts = new long[lanes];
        this.longestWait = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            arrivals.add(new ArrayDeque<>());
        }
    }

    static IntUnaryOperator randomLengths(Random random, int... longest) {
        return lane -> 1 + random.nextInt(longest[lane]);
    }

    void arrive(int lane, int jobs) {
        for (int job = 0; job < jobs; job++) {
            state.arrive(lane);
            arrivals.get(lane).add(now);
        }
        fillSlots();
    }

    /** Lets the next job end. Returns whether there was one. */
    boolean step() {
        End end = ends.poll();
        if (end == null) {
            return false;
        }
        for (int lane = 0; lane < state.lanes(); lane++) {
            slotTime[lane] += (end.time() - now) * state.running(lane);
        }
        now = end.time();
        state.end(end.lane());
        fillSlots();
        return true;
    }

    private void fillSlots() {
        OptionalInt next = ask();
        while (next.isPresent()) {
            start(next.getAsInt());
            next = ask();
        }
    }

    private OptionalInt ask() {
        OptionalInt answer = picker.pick(state);
        watcher.onPick(state, answer);
        return answer;
    }

    private void start(int lane) {
        state.start(lane);
        starts[lane]++;
        longestWait[lane] = Math.max(longestWait[lane], now - arrivals.get(lane).remove());
        ends.add(new End(now + length.applyAsInt(lane), lane));
    }

    LaneState state() {
        return state;
    }

    long starts(int lane) {
        return starts[lane];
    }

    long longestWait(int lane) {
        return longestWait[lane];
    }

    /** The lane's share of all slot time so far, 0 to 1. */
    double share(int lane) {
        long total = 0;
        for (long time : slotTime) {
            total += time;
        }
        return (double) slotTime[lane] / total;
    }
}
