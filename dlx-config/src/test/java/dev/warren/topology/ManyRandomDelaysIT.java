package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.topology.declare.TopologyDeclarer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sends many messages with random delays through the standard ladder and measures how exact it is. */
@Tag("alone")
class ManyRandomDelaysIT {
    private static final int MESSAGES = 2_500;
    private static final int MIN_DELAY_MILLIS = 250;
    private static final int MAX_DELAY_MILLIS = 6_000;

    /** Far above what a quiet machine shows (median 15 ms, 99th percentile 100 ms), to hold on a busy one. */
    private static final Duration MEDIAN_BOUND = Duration.ofMillis(250);

    private static final Duration P99_BOUND = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource(QueueType.class)
    void noneIsLostDoubledOrEarly(QueueType type) throws Exception {
        try (BrokerTopology broker =
                BrokerTopology.with(builder -> builder.lanes(LaneName.DEFAULT).queueType(type))) {
            Topology topology = broker.topology();
            Connection publishing = broker.connect();
            Connection consuming = broker.connect();
            TopologyDeclarer.declare(publishing, topology);
            Arrivals arrivals = Arrivals.in(consuming.createChannel(), topology.queue(LaneName.DEFAULT));

            long[] dueNanos = publish(publishing, topology);

            assertThat(arrivals.awaitAll(Duration.ofSeconds(60)))
                    .as("all of %d arrived, %d did", MESSAGES, arrivals.nanosById.size())
                    .isTrue();
            report(type, topology, arrivals, dueNanos);
        }
    }

    /** Each message's earliest time: its delay is counted from before its publication, so the broker can't seem early. */
    private static long[] publish(Connection connection, Topology topology) throws Exception {
        Random random = new Random(42);
        long[] dueNanos = new long[MESSAGES];
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (int id = 0; id < MESSAGES; id++) {
                Duration delay =
                        Duration.ofMillis(MIN_DELAY_MILLIS + random.nextInt(MAX_DELAY_MILLIS - MIN_DELAY_MILLIS + 1));
                DelayRoute route = topology.delayRoute(LaneName.DEFAULT, delay, "test.delay");
                AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                        .deliveryMode(2)
                        .messageId(Integer.toString(id))
                        .build();
                dueNanos[id] = System.nanoTime() + route.delay().toNanos();
                channel.basicPublish(route.exchange(), route.routingKey(), properties, new byte[200]);
                if (id % 250 == 249) {
                    channel.waitForConfirmsOrDie(20_000);
                }
            }
        }
        return dueNanos;
    }

    private static void report(QueueType type, Topology topology, Arrivals arrivals, long[] dueNanos) {
        long[] lateNanos = new long[MESSAGES];
        for (int id = 0; id < MESSAGES; id++) {
            assertThat(arrivals.nanosById).containsKey(Integer.toString(id));
            lateNanos[id] = arrivals.nanosById.getOrDefault(Integer.toString(id), 0L) - dueNanos[id];
        }
        Arrays.sort(lateNanos);
        Duration median = Duration.ofNanos(lateNanos[MESSAGES / 2]);
        Duration p99 = Duration.ofNanos(lateNanos[MESSAGES * 99 / 100]);
        System.out.printf(
                "%d random delays of %d to %d ms, %s: late by %.1f ms (median), %.1f ms (p99), %.1f ms (most)%n",
                MESSAGES,
                MIN_DELAY_MILLIS,
                MAX_DELAY_MILLIS,
                type,
                lateNanos[MESSAGES / 2] / 1e6,
                lateNanos[MESSAGES * 99 / 100] / 1e6,
                lateNanos[MESSAGES - 1] / 1e6);

        assertThat(arrivals.doubled.get()).as("doubled").isZero();
        assertThat(Duration.ofNanos(lateNanos[0]))
                .as("the earliest, of unit %s", topology.ladder().unit())
                .isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(median).isLessThan(MEDIAN_BOUND);
        assertThat(p99).isLessThan(P99_BOUND);
    }

    private static final class Arrivals extends DefaultConsumer {
        final Map<String, Long> nanosById = new ConcurrentHashMap<>();
        final AtomicInteger doubled = new AtomicInteger();
        private final CountDownLatch all = new CountDownLatch(MESSAGES);

        private Arrivals(Channel channel) {
            super(channel);
        }

        static Arrivals in(Channel channel, String queue) throws Exception {
            Arrivals arrivals = new Arrivals(channel);
            channel.basicConsume(queue, true, arrivals);
            return arrivals;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            if (nanosById.putIfAbsent(properties.getMessageId(), System.nanoTime()) == null) {
                all.countDown();
            } else {
                doubled.incrementAndGet();
            }
        }

        boolean awaitAll(Duration atMost) throws InterruptedException {
            return all.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
