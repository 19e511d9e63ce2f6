package dev.warren.consume;

import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Does things later. They must be short, and none may wait. Bounded by the jobs in hand. Safe for use by several threads. */
final class Later implements Turns {
    private final LongSupplier nanos;

    /** By time left, then in the order they were asked for. */
    private final PriorityQueue<Task> tasks; // guarded by this, as all below

    private long asked;
    private Runnable wake = () -> {};

    private record Task(long dueNanos, long number, Runnable task) {}

    Later(LongSupplier nanos) {
        this.nanos = nanos;
        Comparator<Task> byTime = (a, b) -> Long.signum(a.dueNanos() - b.dueNanos()); // nanos may wrap around
        this.tasks = new PriorityQueue<>(byTime.thenComparing(Task::number));
    }

    /** Has {@code task} done when {@code delay} is over. */
    synchronized void after(Duration delay, Runnable task) {
        Task added = new Task(nanos.getAsLong() + delay.toNanos(), asked++, task);
        tasks.add(added);
        if (tasks.peek() == added) {
            wake.run();
        }
    }

    @Override
    public Duration turn() {
        takeDue().forEach(task -> task.task().run());
        return untilNext();
    }

    private synchronized List<Task> takeDue() {
        List<Task> due = new ArrayList<>();
        long now = nanos.getAsLong();
        for (Task next = tasks.peek(); next != null && next.dueNanos() - now <= 0; next = tasks.peek()) {
            due.add(tasks.remove());
        }
        return due;
    }

    private synchronized Duration untilNext() {
        Task next = tasks.peek();
        return next == null ? PATIENCE : Duration.ofNanos(Math.max(0, next.dueNanos() - nanos.getAsLong()));
    }

    @Override
    public synchronized void onNews(Runnable toWake) {
        wake = toWake;
    }
}
