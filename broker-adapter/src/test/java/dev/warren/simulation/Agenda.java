package dev.warren.simulation;

import java.time.Duration;
import java.util.PriorityQueue;

/** What is to happen, in the order of time. Among things due at the same instant a draw from the seed decides. */
final class Agenda {
    private final VirtualTime time;
    private final Chance chance;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long numbers;

    Agenda(VirtualTime time, Chance chance) {
        this.time = time;
        this.chance = chance;
    }

    private record Entry(long dueNanos, int draw, long number, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            if (byTime != 0) {
                return byTime;
            }
            int byDraw = Integer.compare(draw, other.draw);
            return byDraw != 0 ? byDraw : Long.compare(number, other.number);
        }
    }

    /** Lets something happen at a time; at once, yet after what runs now, when that time is past. */
    void at(long dueNanos, Runnable what) {
        entries.add(new Entry(Math.max(dueNanos, time.nanos()), chance.anyInt(), numbers++, what));
    }

    void after(long delayNanos, Runnable what) {
        at(time.nanos() + delayNanos, what);
    }

    /** Does what is due next and lets time pass until then; answers false when nothing is left to do. */
    boolean step() {
        Entry next = entries.poll();
        if (next == null) {
            return false;
        }
        time.advanceTo(next.dueNanos());
        next.what().run();
        return true;
    }

    /** Does all that is due within {@code span}, which has passed then. */
    void runFor(Duration span) {
        long end = time.nanos() + span.toNanos();
        for (Entry next = entries.peek(); next != null && next.dueNanos() <= end; next = entries.peek()) {
            step();
        }
        time.advanceTo(end);
    }

    /**
     * Does all there is to do.
     *
     * @throws IllegalStateException when there is more to do after {@code mostSteps}
     */
    void runUntilIdle(int mostSteps) {
        int steps = 0;
        while (!entries.isEmpty()) {
            if (steps++ == mostSteps) {
                throw new IllegalStateException(
                        "not idle after " + mostSteps + " steps: something goes round for ever");
            }
            step();
        }
    }
}
