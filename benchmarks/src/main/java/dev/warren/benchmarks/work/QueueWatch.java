package dev.warren.benchmarks.work;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Times from outside how queues fill and empty. */
public final class QueueWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration SURELY_EMPTY = Duration.ofMillis(500);
    private static final Duration SURELY_BACK = Duration.ofMillis(500);

    private final Connection connection;
    private final Channel channel;
    private final List<String> queues;

    /** Watches the messages that are ready in these queues, taken together. */
    public QueueWatch(String uri, List<String> queues) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        this.connection = factory.newConnection("bench watch");
        this.channel = connection.createChannel();
        this.queues = List.copyOf(queues);
    }

    /**
     * How fast a queue was filled or emptied, in messages a second.
     *
     * @param whole from the first message to the last, the process's loading and compiling of classes included
     * @param last the last third
     * @param cpuMicros the process's processor time for each message, since the watch began, in microseconds
     */
    public record Rates(double whole, double last, double cpuMicros) {
        /** Of nothing. */
        public static final Rates NONE = new Rates(0, 0, 0);

        /** Part by part. */
        public Rates dividedBy(Rates other) {
            return new Rates(whole / other.whole, last / other.last, cpuMicros / other.cpuMicros);
        }
    }

    /** Waits until the queues, which hold {@code jobs}, are empty, and stay so. */
    public Rates emptied(int jobs, Duration limit, ProcessHandle consumer) throws Exception {
        int third = jobs / 3;
        Falling start = new Falling(jobs - 1);
        Falling last = new Falling(third);
        Falling end = new Falling(0);
        Duration cpu = watch(List.of(start, last, end), SURELY_EMPTY, limit, consumer);
        return new Rates(rate(jobs, start, end), rate(third, last, end), cpu.toNanos() / 1_000.0 / jobs);
    }

    /** Waits until the queues, which are empty, hold {@code jobs}. */
    public Rates filled(int jobs, Duration limit, ProcessHandle producer) throws Exception {
        int third = jobs / 3;
        Rising start = new Rising(1);
        Rising last = new Rising(jobs - third);
        Rising end = new Rising(jobs);
        Duration cpu = watch(List.of(start, last, end), Duration.ZERO, limit, producer);
        return new Rates(rate(jobs, start, end), rate(third, last, end), cpu.toNanos() / 1_000.0 / jobs);
    }

    /**
     * Waits until the queues are empty, and says how fast they passed these depths.
     *
     * @param depths falling; one rate between each two
     */
    public List<Double> ratesBetween(List<Integer> depths, Duration limit, ProcessHandle consumer) throws Exception {
        List<Crossing> crossings = new ArrayList<>();
        depths.forEach(depth -> crossings.add(new Falling(depth)));
        crossings.add(new Falling(0));
        watch(crossings, SURELY_EMPTY, limit, consumer);
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i < depths.size(); i++) {
            rates.add(rate(depths.get(i - 1) - depths.get(i), crossings.get(i - 1), crossings.get(i)));
        }
        return rates;
    }

    /** Looks until the last one has been crossed for a while; answers the processor time the process has taken meanwhile. */
    private Duration watch(List<? extends Crossing> crossings, Duration settled, Duration limit, ProcessHandle process)
            throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        Crossing end = crossings.get(crossings.size() - 1);
        Duration before = process.info().totalCpuDuration().orElse(Duration.ZERO);
        Duration cpu = before;
        while (!end.isOlderThan(settled)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the queues " + queues + " were not done with within "
                        + limit.toSeconds() + " s; they hold " + depth());
            }
            long depth = depth();
            cpu = process.info().totalCpuDuration().orElse(cpu); // nothing is known of a process that has ended
            crossings.forEach(crossing -> crossing.look(depth));
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return cpu.minus(before);
    }

    /** When the depth came to a mark for good: a quorum queue whose leader is busy may answer 0 for a moment. */
    private abstract static class Crossing {
        private boolean crossed;
        private long atNanos;

        abstract boolean isBeyond(long depth);

        void look(long depth) {
            if (!isBeyond(depth)) {
                crossed = false;
            } else if (!crossed) {
                crossed = true;
                atNanos = System.nanoTime();
            }
        }

        boolean isOlderThan(Duration age) {
            return crossed && System.nanoTime() - atNanos >= age.toNanos();
        }
    }

    private static final class Falling extends Crossing {
        private final long mark;

        Falling(long mark) {
            this.mark = mark;
        }

        @Override
        boolean isBeyond(long depth) {
            return depth <= mark;
        }
    }

    private static final class Rising extends Crossing {
        private final long mark;
        private boolean passed;

        Rising(long mark) {
            this.mark = mark;
        }

        @Override
        boolean isBeyond(long depth) {
            passed = passed || depth >= mark;
            return passed;
        }
    }

    /** How many messages are ready. */
    public long depth() throws Exception {
        long sum = 0;
        for (String queue : queues) {
            sum += channel.messageCount(queue);
        }
        return sum;
    }

    /** Checks that exactly so many messages are ready. */
    public void requireDepth(long expected) throws Exception {
        long depth = depth();
        if (depth != expected) {
            throw new IllegalStateException("the queues " + queues + " hold " + depth + " jobs, not " + expected);
        }
    }

    /** What is in the queues when the broker has noticed that their consumers are gone, and has taken back what they did not ack. */
    public long left(Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (consumers() > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the queues " + queues + " still have consumers");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        LockSupport.parkNanos(SURELY_BACK.toNanos());
        return depth();
    }

    private long consumers() throws Exception {
        long sum = 0;
        for (String queue : queues) {
            sum += channel.consumerCount(queue);
        }
        return sum;
    }

    /** Empties the queues. */
    public void purge() throws Exception {
        for (String queue : queues) {
            channel.queuePurge(queue);
        }
    }

    private static double rate(int jobs, Crossing from, Crossing to) {
        long nanos = to.atNanos - from.atNanos;
        if (nanos < LOOK_EVERY.toNanos() / 2) {
            throw new IllegalStateException(jobs + " jobs went by between two looks; measure more of them");
        }
        return jobs * 1e9 / nanos;
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
