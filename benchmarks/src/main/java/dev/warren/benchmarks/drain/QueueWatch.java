package dev.warren.benchmarks.drain;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Times from outside how a queue empties. */
final class QueueWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration SURELY_EMPTY = Duration.ofSeconds(1);

    private static final Duration SURELY_BACK = Duration.ofMillis(500);

    private final Connection connection;
    private final Channel channel;
    private final String queue;

    QueueWatch(String uri, String queue) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        this.connection = factory.newConnection("bench watch");
        this.channel = connection.createChannel();
        this.queue = queue;
    }

    /**
     * How fast a queue was emptied, in messages a second.
     *
     * @param whole from the first delivery to the last, the consuming process's loading and compiling of classes included
     * @param last the last third
     * @param cpuMicros the consuming process's processor time for each message, start-up included, in microseconds
     */
    record Rates(double whole, double last, double cpuMicros) {
        static final Rates NONE = new Rates(0, 0, 0);

        Rates dividedBy(Rates other) {
            return new Rates(whole / other.whole, last / other.last, cpuMicros / other.cpuMicros);
        }
    }

    /** Waits until the queue, which holds {@code jobs}, is empty, and stays so. */
    Rates emptied(int jobs, Duration limit, ProcessHandle consumer) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        int third = jobs / 3;
        Crossing start = new Crossing(jobs - 1);
        Crossing last = new Crossing(third);
        Crossing end = new Crossing(0);
        Duration cpu = Duration.ZERO;
        while (!end.isOlderThan(SURELY_EMPTY)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the queue " + queue + " is not emptied in time; " + depth() + " left");
            }
            long depth = depth();
            cpu = consumer.info().totalCpuDuration().orElse(cpu); // nothing is known of a process that has ended
            List.of(start, last, end).forEach(crossing -> crossing.look(depth));
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return new Rates(
                rate(jobs, end.atNanos - start.atNanos),
                rate(third, end.atNanos - last.atNanos),
                cpu.toNanos() / 1_000.0 / jobs);
    }

    /** When the depth fell to a mark for good: a quorum queue whose leader is busy may answer 0 for a moment. */
    private static final class Crossing {
        private final long mark;
        private boolean crossed;
        private long atNanos;

        Crossing(long mark) {
            this.mark = mark;
        }

        void look(long depth) {
            if (depth > mark) {
                crossed = false;
            } else if (!crossed) {
                crossed = true;
                atNanos = System.nanoTime();
            }
        }

        boolean isOlderThan(Duration age) {
            return crossed && System.nanoTime() - atNanos > age.toNanos();
        }
    }

    long depth() throws Exception {
        return channel.messageCount(queue);
    }

    /** What is in the queue when the broker has noticed that its consumers are gone, and has taken back what they did not ack. */
    long left(Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (channel.consumerCount(queue) > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the queue " + queue + " still has consumers");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        LockSupport.parkNanos(SURELY_BACK.toNanos());
        return depth();
    }

    void purge() throws Exception {
        channel.queuePurge(queue);
    }

    private static double rate(int jobs, long nanos) {
        return jobs * 1e9 / Math.max(1, nanos);
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
