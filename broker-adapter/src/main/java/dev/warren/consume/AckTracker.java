package dev.warren.consume;

import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.consume.Delivery.AckState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Acks the deliveries of one channel: each once, those that are finished without a gap by a single frame. Acks one by one cost a quarter
 * to a half of a drain's rate. A {@code multiple} ack covers everything up to its tag, so it may only reach up to the first delivery that
 * is not finished. Safe for use by several threads.
 */
final class AckTracker {
    /** Acked deliveries behind a long-running one are swept from the list when there are this many. */
    private static final int SWEEP_AT = 1_024;

    /** Kept apart, so that whoever delivers never waits for an ack that is being sent. */
    private final Queue<Delivery> arrived = new ConcurrentLinkedQueue<>();

    private final AtomicInteger open = new AtomicInteger();
    private final Deque<Delivery> outstanding = new ArrayDeque<>();
    private List<Delivery> finishedBehindAGap = new ArrayList<>();
    private int ackedBehindAGap;

    /** How hard a flush tries. */
    enum Flush {
        /** More will be finished in a moment: gaps may close by themselves. */
        BUSY,
        /** Nothing else is under way: ack all that is finished. */
        IDLE
    }

    void delivered(Delivery delivery) {
        open.incrementAndGet();
        arrived.add(delivery);
    }

    /** Notes that a delivery may be acked. Calling it again for the same one does nothing. */
    synchronized void finished(Delivery delivery) {
        if (delivery.ackState() == AckState.OPEN) {
            delivery.ackState(AckState.FINISHED);
            finishedBehindAGap.add(delivery);
            open.decrementAndGet();
        }
    }

    /** Hands a delivery back to its queue at once, unless it is finished. */
    synchronized void giveBack(Delivery delivery, Subscription subscription) {
        if (delivery.ackState() == AckState.OPEN) {
            delivery.ackState(AckState.ACKED);
            open.decrementAndGet();
            ackedBehindAGap++;
            subscription.giveBack(delivery.tag());
        }
    }

    /** How many deliveries are not finished. */
    int open() {
        return open.get();
    }

    synchronized void flush(Subscription subscription, Flush flush, int mostHeldBack) {
        takeArrived();
        ackContiguous(subscription);
        finishedBehindAGap.removeIf(delivery -> delivery.ackState() == AckState.ACKED);
        if (flush == Flush.IDLE || finishedBehindAGap.size() > mostHeldBack) {
            ackOneByOne(subscription);
        }
    }

    private void takeArrived() {
        for (Delivery next = arrived.poll(); next != null; next = arrived.poll()) {
            outstanding.addLast(next);
        }
    }

    private void ackContiguous(Subscription subscription) {
        Delivery last = null;
        for (Delivery next = outstanding.peekFirst();
                next != null && next.ackState() != AckState.OPEN;
                next = outstanding.peekFirst()) {
            outstanding.removeFirst();
            if (next.ackState() == AckState.FINISHED) {
                next.ackState(AckState.ACKED);
                last = next;
            } else {
                ackedBehindAGap--;
            }
        }
        if (last != null) {
            subscription.ackUpTo(last.tag());
        }
    }

    private void ackOneByOne(Subscription subscription) {
        for (Delivery delivery : finishedBehindAGap) {
            delivery.ackState(AckState.ACKED);
            subscription.ack(delivery.tag());
        }
        ackedBehindAGap += finishedBehindAGap.size();
        finishedBehindAGap = new ArrayList<>();
        if (ackedBehindAGap > SWEEP_AT) {
            outstanding.removeIf(delivery -> delivery.ackState() == AckState.ACKED);
            ackedBehindAGap = 0;
        }
    }
}
