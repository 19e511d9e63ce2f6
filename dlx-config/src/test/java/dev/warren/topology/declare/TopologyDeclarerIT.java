package dev.warren.topology.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import dev.warren.topology.BrokerTopology;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference;
import dev.warren.topology.check.TopologyCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyDeclarerIT {
    @ParameterizedTest
    @EnumSource(QueueType.class)
    void declaringTwiceChangesNothing(QueueType type) throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder -> builder.queueType(type))) {
            Connection connection = broker.connect();

            long first = millis(() -> TopologyDeclarer.declare(connection, broker.topology()));
            long second = millis(() -> TopologyDeclarer.declare(connection, broker.topology()));
            long verified = millis(() -> TopologyDeclarer.verify(connection, broker.topology()));

            System.out.printf(
                    "standard topology, %s: declared in %d ms, again in %d ms, verified in %d ms%n",
                    type, first, second, verified);
            assertThat(TopologyCheck.compare(broker.topology(), broker.api()))
                    .filteredOn(TopologyDeclarerIT::isNotAboutPolicies)
                    .isEmpty();
        }
    }

    @Test
    void fourProgramsMayDeclareAtOnce() throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder -> builder.lanes(LaneName.DEFAULT, LaneName.BULK))) {
            int programs = 4;
            CyclicBarrier start = new CyclicBarrier(programs);
            ExecutorService threads = Executors.newFixedThreadPool(programs);
            try {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < programs; i++) {
                    Connection connection = broker.connect();
                    all.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        TopologyDeclarer.declare(connection, broker.topology());
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get(60, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(TopologyCheck.compare(broker.topology(), broker.api()))
                    .filteredOn(TopologyDeclarerIT::isNotAboutPolicies)
                    .isEmpty();
        }
    }

    @Test
    void namesTheArgumentThatDiffersAndKeepsTheMessages() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Topology topology = broker.topology();
            String queue = topology.delayQueue(LaneName.DEFAULT, 3);
            Connection connection = broker.connect();
            try (Channel channel = connection.createChannel()) {
                channel.queueDeclare(queue, true, false, false, changed(topology, queue, "x-message-ttl", 600_000));
                channel.confirmSelect();
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
                channel.waitForConfirmsOrDie(10_000);

                assertThatThrownBy(() -> TopologyDeclarer.declare(connection, topology))
                        .isInstanceOf(TopologyMismatchException.class)
                        .hasMessageContaining("queue '" + queue + "' already exists with another 'x-message-ttl'")
                        .hasMessageContaining("800")
                        .hasMessageContaining("600000")
                        .hasMessageContaining("--if-empty");

                assertThat(channel.messageCount(queue)).isEqualTo(1);
            }
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void namesTheQueueTypeThatDiffers() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Connection connection = broker.connect();
            TopologyDeclarer.declare(connection, broker.topology());
            Topology classic =
                    broker.topology().toBuilder().queueType(QueueType.CLASSIC).build();

            assertThatThrownBy(() -> TopologyDeclarer.declare(connection, classic))
                    .isInstanceOf(TopologyMismatchException.class)
                    .hasMessageContaining("already exists with another 'x-queue-type'")
                    .hasMessageContaining("classic")
                    .hasMessageContaining("quorum");
        }
    }

    @Test
    void namesTheExchangeTypeThatDiffers() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Connection connection = broker.connect();
            String exchange = broker.topology().exchange(LaneName.DEFAULT);
            try (Channel channel = connection.createChannel()) {
                channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, true);
            }

            assertThatThrownBy(() -> TopologyDeclarer.declare(connection, broker.topology()))
                    .isInstanceOf(TopologyMismatchException.class)
                    .hasMessageContaining("exchange '" + exchange + "' already exists with another 'type'");
        }
    }

    @Test
    void verifyNamesEveryMissingObject() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Topology topology = broker.topology();
            Connection connection = broker.connect();
            TopologyDeclarer.declare(connection, topology);
            TopologyDeclarer.verify(connection, topology);
            try (Channel channel = connection.createChannel()) {
                channel.queueDelete(topology.deadQueue(LaneName.DEFAULT));
                channel.exchangeDelete(topology.delayExchange(LaneName.DEFAULT, 2));
            }

            assertThatThrownBy(() -> TopologyDeclarer.verify(connection, topology))
                    .isInstanceOfSatisfying(
                            TopologyMissingException.class,
                            e -> assertThat(e.missing())
                                    .containsExactly(
                                            "exchange '" + topology.delayExchange(LaneName.DEFAULT, 2) + "'",
                                            "queue '" + topology.deadQueue(LaneName.DEFAULT) + "'"))
                    .hasMessageContaining("lacks 2 object(s)");
        }
    }

    @Test
    void aWorkersOwnQueueHearsControlAndEndsWithItsConnection() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Topology topology = broker.topology();
            Connection other = broker.connect();
            TopologyDeclarer.declare(other, topology);
            Connection worker = broker.connect();
            try (Channel channel = worker.createChannel();
                    Channel publisher = other.createChannel()) {
                TopologyDeclarer.declareWorkerQueue(channel, topology, "w1");
                publisher.confirmSelect();
                publisher.basicPublish(topology.controlExchange(), "", null, new byte[1]);
                publisher.waitForConfirmsOrDie(10_000);
                assertThat(channel.messageCount(topology.workerQueue("w1"))).isEqualTo(1);
            }
            worker.close();

            try (Lookup lookup = new Lookup(other)) {
                assertThat(lookup.finds(channel -> channel.queueDeclarePassive(topology.workerQueue("w1"))))
                        .isFalse();
            }
        }
    }

    @Test
    void theLeaderProbeLeavesMessagesWhereTheyAre() throws Exception {
        try (BrokerTopology broker = BrokerTopology.small()) {
            Topology topology = broker.topology();
            Connection connection = broker.connect();
            TopologyDeclarer.declare(connection, topology);
            try (Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                channel.basicPublish(
                        topology.exchange(LaneName.DEFAULT), "a", MessageProperties.PERSISTENT_BASIC, new byte[1]);
                channel.waitForConfirmsOrDie(10_000);

                TopologyDeclarer.declare(connection, topology);

                assertThat(channel.basicGet(topology.queue(LaneName.DEFAULT), true)
                                .getEnvelope()
                                .isRedeliver())
                        .isFalse();
            }
        }
    }

    private static boolean isNotAboutPolicies(Difference difference) {
        return !(difference instanceof Difference.MissingPolicy);
    }

    private static Map<String, Object> changed(Topology topology, String queue, String argument, Object value) {
        QueueSpec spec = topology.queues().stream()
                .filter(candidate -> candidate.name().equals(queue))
                .findFirst()
                .orElseThrow();
        Map<String, Object> arguments = new HashMap<>(spec.arguments());
        arguments.put(argument, value);
        return arguments;
    }

    private static long millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
