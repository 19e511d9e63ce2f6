package dev.warren.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands work from many threads to one, which takes all that waits at once. So batches form by themselves: a lone job is not delayed by
 * a timer, and a flood is taken in bulk. Bounded by what is put in, which the lanes' prefetch bounds.
 */
final class Mailbox<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private List<T> waiting = new ArrayList<>();

    void put(T item) {
        lock.lock();
        try {
            waiting.add(item);
            if (waiting.size() == 1) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void putAll(Collection<? extends T> items) {
        if (items.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            waiting.addAll(items);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits; waits itself for the first item, at most {@code patience}, and may answer nothing. */
    List<T> takeAll(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (waiting.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
            List<T> all = waiting;
            waiting = new ArrayList<>(all.size());
            return all;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
