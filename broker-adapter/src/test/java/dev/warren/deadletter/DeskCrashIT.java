package dev.warren.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.warren.broker.BrowsableBroker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.PublishLink;
import dev.warren.broker.QueueLook;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A broker that is killed between a replay's confirm and the removal of its letter, checked from outside with the plain client. */
class DeskCrashIT {
    private static final int LETTERS = 40;
    private static final int KILLED_AT = 10;

    private final Topology topology = Topology.builder().lanes(LaneName.DEFAULT).build();

    @Test
    void losesNoLetterWhenTheBrokerDiesBetweenPublishingAndRemoving() throws Exception {
        try (PrivateNode node = PrivateNode.start("desk")) {
            RabbitBroker broker = RabbitBroker.at(node.uri().toString());
            broker.declare(topology);
            Set<String> ids = publishLetters(node);
            DeadLetterDesk doomed = desk(new Killing(broker, node));
            assertThatThrownBy(() -> doomed.replay(LaneName.DEFAULT, LetterFilter.all(), Removal.standard()))
                    .isInstanceOf(DeskException.class)
                    .hasMessageContaining("start it again");
            node.restart();
            assertThat(idsIn(node, topology.queue(LaneName.DEFAULT))).hasSizeGreaterThan(KILLED_AT);
            List<Message> replayed = replayed(node, desk(broker), ids);
            assertThat(replayed).allSatisfy(message -> {
                assertThat(message.life()).isEqualTo("3");
                assertThat(message.reason()).isEqualTo("poison");
            });
            assertThat(drain(node, topology.deadQueue(LaneName.DEFAULT))).isEmpty();
        }
    }

    private DeadLetterDesk desk(BrowsableBroker broker) {
        return DeadLetterDesk.on(broker)
                .topology(topology)
                .confirmWithin(Duration.ofSeconds(5))
                .build();
    }

    private record Message(String id, String life, String reason) {}

    private Set<String> publishLetters(PrivateNode node) throws Exception {
        List<String> ids = IntStream.range(0, LETTERS).mapToObj(i -> "job-" + i).toList();
        try (Connection connection = connect(node);
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (String id : ids) {
                BasicProperties properties = new BasicProperties.Builder()
                        .type("note")
                        .messageId(id)
                        .deliveryMode(2)
                        .headers(Map.of("dead-reason", "poison", "life", 3))
                        .build();
                channel.basicPublish(topology.deadExchange(), "default", properties, new byte[] {'1'});
            }
            channel.waitForConfirmsOrDie(10_000);
        }
        return new TreeSet<>(ids);
    }

    private static Connection connect(PrivateNode node) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.uri());
        return factory.newConnection("check");
    }

    private List<String> idsIn(PrivateNode node, String queue) throws Exception {
        try (Connection connection = connect(node)) { // closing it gives all back
            return idsOf(get(connection.createChannel(), queue, false));
        }
    }

    private static List<String> idsOf(List<Message> messages) {
        return messages.stream().map(Message::id).collect(Collectors.toList());
    }

    private List<Message> drain(PrivateNode node, String queue) throws Exception {
        try (Connection connection = connect(node);
                Channel channel = connection.createChannel()) {
            return get(channel, queue, true);
        }
    }

    /**
     * Replays until all those were there: right after its start a queue may still have letters in the hands of the desk that died with the
     * broker, and counts them late; and what was only looked at comes back a little after its connection's end.
     */
    private List<Message> replayed(PrivateNode node, DeadLetterDesk desk, Set<String> ids) {
        List<Message> all = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            desk.replay(LaneName.DEFAULT, LetterFilter.all(), Removal.standard());
            all.addAll(drain(node, topology.queue(LaneName.DEFAULT)));
            assertThat(new TreeSet<>(idsOf(all))).isEqualTo(ids);
        });
        return all;
    }

    private static List<Message> get(Channel channel, String queue, boolean ack) throws Exception {
        List<Message> all = new ArrayList<>();
        for (GetResponse next = channel.basicGet(queue, ack); next != null; next = channel.basicGet(queue, ack)) {
            Map<String, Object> headers = next.getProps().getHeaders();
            all.add(new Message(
                    next.getProps().getMessageId(),
                    String.valueOf(headers.get("life")),
                    String.valueOf(headers.get("dead-reason"))));
        }
        return all;
    }

    /** Kills the node when the desk removes its tenth letter, whose replay is confirmed then. */
    private record Killing(RabbitBroker broker, PrivateNode node) implements BrowsableBroker {
        @Override
        public QueueLook openLook(String queue) {
            return new KillingLook(broker.openLook(queue), node);
        }

        @Override
        public void declare(Topology topology) {
            broker.declare(topology);
        }

        @Override
        public void verify(Topology topology) {
            broker.verify(topology);
        }

        @Override
        public PublishLink openPublishLink(PublishLink.Listener listener) {
            return broker.openPublishLink(listener);
        }

        @Override
        public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
            return broker.openConsumeLink(listener);
        }

        @Override
        public String address() {
            return broker.address();
        }
    }

    private static final class KillingLook implements QueueLook {
        private final QueueLook look;
        private final PrivateNode node;
        private int removed;

        KillingLook(QueueLook look, PrivateNode node) {
            this.look = look;
            this.node = node;
        }

        @Override
        public long ready() {
            return look.ready();
        }

        @Override
        public List<Taken> take(int most, Duration patience) {
            return look.take(most, patience);
        }

        @Override
        public void remove(Taken taken) {
            removed++;
            if (removed == KILLED_AT) {
                node.kill();
            }
            look.remove(taken);
        }

        @Override
        public void close() {
            look.close();
        }
    }
}
