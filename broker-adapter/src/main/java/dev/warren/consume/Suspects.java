package dev.warren.consume;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claimed jobs that may have brought a worker down. They run one at a time, so that the next crash can be blamed on one of them; a
 * job that may not crash once more runs with nothing at all beside it. For one thread.
 */
final class Suspects {
    private final Deque<RunningJob> waiting = new ArrayDeque<>();
    private @Nullable RunningJob running;

    void add(RunningJob job) {
        waiting.addLast(job);
    }

    /** The one to start now; its start must be on record before it runs. */
    Optional<RunningJob> next(Neighbours others) {
        if (runs() || waiting.isEmpty() || (isHeadsLastChance() && others == Neighbours.SOME)) {
            return Optional.empty();
        }
        RunningJob job = waiting.removeFirst();
        running = job;
        return Optional.of(job);
    }

    /** Takes back what {@link #next} gave: its start could not be written. */
    void putBack(RunningJob job) {
        waiting.addFirst(job);
        running = null;
    }

    /** Whether other jobs run here. */
    enum Neighbours {
        NONE,
        SOME
    }

    /** Whether no other job may be started now: the one that runs, or is next to run, must be alone. */
    boolean needQuiet() {
        return runs() ? running != null && running.trial() == RunningJob.Trial.LAST_CHANCE : isHeadsLastChance();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !runs();
    }

    /** Takes out all that have not run, for a worker that stops or has lost its lease. */
    Deque<RunningJob> takeWaiting() {
        Deque<RunningJob> all = new ArrayDeque<>(waiting);
        waiting.clear();
        return all;
    }

    private boolean isHeadsLastChance() {
        RunningJob head = waiting.peekFirst();
        return head != null && head.trial() == RunningJob.Trial.LAST_CHANCE;
    }

    private boolean runs() {
        if (running != null && running.isOver()) {
            running = null;
        }
        return running != null;
    }
}
