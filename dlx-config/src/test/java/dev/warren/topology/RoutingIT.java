package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.topology.declare.TopologyDeclarer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where messages end up on a real broker. */
class RoutingIT {
    private static final LaneName LANE = LaneName.DEFAULT;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(QueueType.class)
    void anyRoutingKeyReachesTheLanesQueueOnce(QueueType type) throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder ->
                        builder.lanes(LANE).queueType(type).ladder(new DelayLadder(Duration.ofMillis(100), 3)));
                Channel channel = declared(broker)) {
            for (String key : List.of("email.send", "", "a.b.c.d", "1.0.1")) {
                publish(channel, broker.topology().exchange(LANE), key, key);
            }

            assertThat(ids(channel, broker.topology().queue(LANE), 4))
                    .containsExactlyInAnyOrder("email.send", "", "a.b.c.d", "1.0.1");
            assertThat(channel.messageCount(broker.topology().queue(LANE))).isZero();
        }
    }

    @Test
    void whatNoBindingTakesIsKeptAsUnrouted() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small();
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            publish(channel, topology.deadExchange(), "no-such-lane", "to the dead");
            publish(channel, topology.delayExchange(LANE, 4), "email.send", "to the ladder");
            channel.queueUnbind(topology.queue(LANE), topology.exchange(LANE), "#");
            publish(channel, topology.exchange(LANE), "email.send", "to the lane");

            assertThat(ids(channel, topology.unroutedQueue(), 3))
                    .containsExactlyInAnyOrder("to the dead", "to the ladder", "to the lane");
        }
    }

    @ParameterizedTest
    @EnumSource(QueueType.class)
    void aRejectedMessageGoesToItsLanesDeadLetters(QueueType type) throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(
                        builder -> builder.queueType(type).ladder(new DelayLadder(Duration.ofMillis(100), 2)));
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            publish(channel, topology.exchange(LaneName.BULK), "email.send", "bad");

            channel.basicReject(
                    next(channel, topology.queue(LaneName.BULK)).getEnvelope().getDeliveryTag(), false);

            assertThat(ids(channel, topology.deadQueue(LaneName.BULK), 1)).containsExactly("bad");
            assertThat(channel.messageCount(topology.deadQueue(LANE))).isZero();
        }
    }

    @Test
    void aMessageOverTheDeliveryLimitGoesToItsLanesDeadLetters() throws Exception {
        int limit = 20;
        try (BrokerTopology broker = BrokerTopology.with(builder -> builder.lanes(LANE)
                        .ladder(new DelayLadder(Duration.ofMillis(100), 2))
                        .limits(new TopologyLimits(limit, 1_000, 1_000, 1_000)));
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            publish(channel, topology.exchange(LANE), "email.send", "poison");

            for (int delivery = 0; delivery <= limit; delivery++) {
                channel.basicReject(
                        next(channel, topology.queue(LANE)).getEnvelope().getDeliveryTag(), true);
            }

            GetResponse dead = next(channel, topology.deadQueue(LANE));
            assertThat(dead.getProps().getMessageId()).isEqualTo("poison");
            assertThat(String.valueOf(dead.getProps().getHeaders().get("x-death")))
                    .contains("delivery_limit");
        }
    }

    /** With at-most-once dead-lettering, what a full queue refuses is gone. */
    @Test
    void aFullDeadLetterQueueNeverLosesARejectedMessage() throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder -> builder.lanes(LANE)
                        .ladder(new DelayLadder(Duration.ofMillis(100), 2))
                        .limits(new TopologyLimits(1_000, 1, 1_000, 1_000)));
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            broker.api().declarePolicies(topology);
            topology.policies().forEach(policy -> broker.deleteAtEnd("policies/%2F/" + policy.name()));
            String queue = topology.queue(LANE);
            await().atMost(PATIENCE)
                    .until(() -> broker.call("GET", "queues/%2F/" + topology.deadQueue(LANE), "")
                            .contains("max-length"));
            int messages = 5;
            for (int i = 0; i < messages; i++) {
                publish(channel, topology.exchange(LANE), "email.send", "m" + i);
            }

            for (int i = 0; i < messages; i++) {
                channel.basicReject(next(channel, queue).getEnvelope().getDeliveryTag(), false);
            }

            await().atMost(PATIENCE).until(() -> channel.messageCount(topology.deadQueue(LANE)) >= 1);
            await().atMost(PATIENCE)
                    .until(() -> total(broker, queue) + total(broker, topology.deadQueue(LANE)) == messages);
        }
    }

    /** One missing target must not hold up what comes behind it, nor be the end of the message. */
    @Test
    void aMissingWorkQueueDoesNotJamTheLadder() throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder ->
                        builder.lanes(LANE, LaneName.BULK).ladder(new DelayLadder(Duration.ofMillis(100), 4)));
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            channel.queueDelete(topology.queue(LaneName.BULK));

            publishDelayed(channel, topology, LaneName.BULK, Duration.ofMillis(300), "stranded");
            publishDelayed(channel, topology, LANE, Duration.ofMillis(700), "fine");

            assertThat(ids(channel, topology.queue(LANE), 1)).containsExactly("fine");
            assertThat(ids(channel, topology.unroutedQueue(), 1)).containsExactly("stranded");
            for (int level = 0; level < 4; level++) {
                assertThat(channel.messageCount(topology.delayQueue(LaneName.BULK, level)))
                        .isZero();
            }
        }
    }

    /** RabbitMQ expires messages at a queue's head only; a long delay in front of a short one must not hold it up. */
    @ParameterizedTest
    @EnumSource(QueueType.class)
    void aLongDelayDoesNotHoldUpAShortOneBehindIt(QueueType type) throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder ->
                        builder.lanes(LANE).queueType(type).ladder(new DelayLadder(Duration.ofMillis(100), 10)));
                Channel channel = declared(broker)) {
            Topology topology = broker.topology();
            publishDelayed(channel, topology, LANE, Duration.ofMillis(60_100), "long");
            publishDelayed(channel, topology, LANE, Duration.ofMillis(1_500), "middle");
            publishDelayed(channel, topology, LANE, Duration.ofMillis(100), "short");

            assertThat(ids(channel, topology.queue(LANE), 2)).containsExactly("short", "middle");
        }
    }

    private static Channel declared(BrokerTopology broker) throws Exception {
        Connection connection = broker.connect();
        TopologyDeclarer.declare(connection, broker.topology());
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        return channel;
    }

    private static void publishDelayed(Channel channel, Topology topology, LaneName lane, Duration delay, String id)
            throws Exception {
        DelayRoute route = topology.delayRoute(lane, delay, "email.send");
        publish(channel, route.exchange(), route.routingKey(), id);
    }

    private static void publish(Channel channel, String exchange, String key, String id) throws Exception {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().deliveryMode(2).messageId(id).build();
        channel.basicPublish(exchange, key, properties, new byte[] {1});
        channel.waitForConfirmsOrDie(10_000);
    }

    private static List<String> ids(Channel channel, String queue, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GetResponse message = next(channel, queue);
            ids.add(message.getProps().getMessageId());
        }
        return ids;
    }

    private static GetResponse next(Channel channel, String queue) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Optional.ofNullable(channel.basicGet(queue, false)), Optional::isPresent)
                .orElseThrow();
    }

    /** Every message of a queue, those that wait to be dead-lettered among them. */
    private static long total(BrokerTopology broker, String queue) throws Exception {
        String answer = broker.call("GET", "queues/%2F/" + queue, "");
        return new ObjectMapper().readTree(answer).path("messages").asLong();
    }
}
