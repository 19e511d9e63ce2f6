package dev.warren.consume;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.consume.AckTracker.Flush;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Putting acks together: from a delivery's arrival to its ack, which goes nowhere. One operation is one delivery. */
@State(Scope.Thread)
public class AckBench {
    private static final int DELIVERIES = 1_000;
    private static final int FLUSH_EVERY = 50;
    private static final int MOST_HELD_BACK = 1_000;

    private final Message message = new Message(Message.Properties.of("bench.noop", "id", Map.of()), new byte[0]);
    private final int[] shuffled = shuffled();
    private final Count acks = new Count();
    private long tag;

    /** How many acks were sent, of one delivery or of several. */
    private static final class Count implements Subscription {
        long sent;

        @Override
        public void start() {}

        @Override
        public void ack(long tag) {
            sent++;
        }

        @Override
        public void ackUpTo(long tag) {
            sent++;
        }

        @Override
        public void giveBack(long tag) {
            sent++;
        }

        @Override
        public void cancel() {}
    }

    /** Jobs end in the order in which they came. */
    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public long inOrder() {
        return run(i -> i);
    }

    /** Jobs end in any order. */
    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public long outOfOrder() {
        return run(i -> shuffled[i]);
    }

    private long run(IntUnaryOperator order) {
        AckTracker tracker = new AckTracker();
        Delivery[] deliveries = new Delivery[DELIVERIES];
        for (int i = 0; i < DELIVERIES; i++) {
            deliveries[i] = delivery();
            tracker.delivered(deliveries[i]);
        }
        for (int i = 0; i < DELIVERIES; i++) {
            tracker.finished(deliveries[order.applyAsInt(i)]);
            if (i % FLUSH_EVERY == FLUSH_EVERY - 1) {
                tracker.flush(acks, Flush.BUSY, MOST_HELD_BACK);
            }
        }
        tracker.flush(acks, Flush.IDLE, MOST_HELD_BACK);
        return acks.sent;
    }

    @SuppressWarnings("NullAway") // acks are put together without a look at where they go
    private Delivery delivery() {
        return new Delivery(null, ++tag, Redelivery.FIRST, message);
    }

    private static int[] shuffled() {
        int[] order = new int[DELIVERIES];
        Random random = new Random(1);
        for (int i = 0; i < DELIVERIES; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
