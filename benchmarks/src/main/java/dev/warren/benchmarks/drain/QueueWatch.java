package dev.warren.benchmarks.drain;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Times from outside how a queue empties. */
final class QueueWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

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
     * @param whole from the first delivery to the last
     * @param secondHalf from half full to empty, when both sides are warm
     * @param cpuMicros the consuming process's processor time for each job, start-up included, in microseconds
     */
    record Rates(double whole, double secondHalf, double cpuMicros) {}

    /** Waits until the queue, which holds {@code jobs}, is being emptied and then empty. */
    Rates emptied(int jobs, Duration limit, ProcessHandle consumer) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        long start = await(jobs - 1, deadline);
        long half = await(jobs / 2, deadline);
        long end = await(0, deadline);
        double cpuNanos =
                consumer.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
        return new Rates(rate(jobs, end - start), rate(jobs / 2, end - half), cpuNanos / 1_000 / jobs);
    }

    long depth() throws Exception {
        return channel.messageCount(queue);
    }

    private long await(int depth, long deadline) throws Exception {
        while (depth() > depth) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the queue " + queue + " is not emptied in time; " + depth() + " left");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return System.nanoTime();
    }

    private static double rate(int jobs, long nanos) {
        return jobs * 1e9 / Math.max(1, nanos);
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
