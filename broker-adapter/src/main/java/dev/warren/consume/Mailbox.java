package dev.warren.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands work from many threads to one, which takes all that waits at once. So batches form by themselves: a lone job is not delayed by
 * a timer, and a flood is taken in bulk. Bounded by what is put in, which the lanes' prefetch bounds.
 */
final class Mailbox<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private List<T> waiting = new ArrayList<>(); // guarded by lock
    private volatile Runnable wake = () -> {};

    /** Has {@code toWake} called by whoever puts something into the empty mailbox. */
    void onFilled(Runnable toWake) {
        wake = toWake;
    }

    void put(T item) {
        boolean first;
        lock.lock();
        try {
            first = waiting.isEmpty();
            waiting.add(item);
        } finally {
            lock.unlock();
        }
        if (first) {
            wake.run();
        }
    }

    /** Takes all that waits, which may be nothing. */
    List<T> takeAll() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return List.of();
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
