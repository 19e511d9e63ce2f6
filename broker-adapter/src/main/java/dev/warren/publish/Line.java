package dev.warren.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a sender has taken and is not done with. What waits to be written stands in a line, first come, first written; what a dead link
 * leaves behind goes to the head of it. Safe for use by several threads; bounded by the sender's window.
 */
final class Line {
    private final Runnable wakeWriter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Pending> waiting = new ArrayDeque<>(); // guarded by lock

    /** All that is not done, oldest first: what waits, and what was written and has no answer yet. */
    private final Queue<Pending> underWay = new ConcurrentLinkedQueue<>();

    private volatile boolean closed; // set with the lock held

    Line(Runnable wakeWriter) {
        this.wakeWriter = wakeWriter;
    }

    /** Puts one at the end; answers false when the line is closed. */
    boolean join(Pending pending) {
        boolean first;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            underWay.add(pending);
            first = waiting.isEmpty();
            waiting.addLast(pending);
        } finally {
            lock.unlock();
        }
        if (first) {
            wakeWriter.run();
        }
        return true;
    }

    /** Takes out the next one to be written; whoever gets it must write it, as from here on the broker may have it. */
    Optional<Pending> next() {
        lock.lock();
        try {
            for (Pending next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
                if (next.startWriting()) {
                    return Optional.of(next);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Puts what was written in vain back to the head, in its old order. */
    void goBack(Collection<Pending> unconfirmed) {
        List<Pending> again = new ArrayList<>(unconfirmed);
        lock.lock();
        try {
            for (int i = again.size() - 1; i >= 0; i--) {
                waiting.addFirst(again.get(i));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows all that is not settled, oldest first, and sweeps out what is. Answers whether {@code look} settled any. */
    boolean sweep(Consumer<Pending> look) {
        boolean any = false;
        for (Iterator<Pending> each = underWay.iterator(); each.hasNext(); ) {
            Pending pending = each.next();
            if (!pending.isSettled()) {
                look.accept(pending);
                any |= pending.isSettled();
            }
            if (pending.isSettled()) {
                each.remove();
            }
        }
        return any;
    }

    /** Drops what was settled while it waited: while the broker is away, it would pile up. */
    void forgetSettled() {
        lock.lock();
        try {
            waiting.removeIf(Pending::isSettled);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        wakeWriter.run();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether it is closed and all that was taken is settled. */
    boolean isDone() {
        return closed && underWay.stream().allMatch(Pending::isSettled);
    }
}
