package dev.warren.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Hands work from many threads to one, which takes all that waits at once. So batches form by themselves: a lone job is not delayed by
 * a timer, and a flood is taken in bulk. Nobody waits for anybody here. Bounded by what is put in, which the lanes' prefetch bounds.
 */
final class Mailbox<T> {
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};

    /** Has {@code toWake} called by whoever puts something in. */
    void onFilled(Runnable toWake) {
        wake = toWake;
    }

    void put(T item) {
        waiting.add(item);
        wake.run();
    }

    /** Takes all that waits, which may be nothing. */
    List<T> takeAll() {
        List<T> all = new ArrayList<>();
        for (T next = waiting.poll(); next != null; next = waiting.poll()) {
            all.add(next);
        }
        return all;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
