package dev.warren.testbed;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.warren.broker.Broker;
import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import dev.warren.topology.TopologyLimits;
import dev.warren.topology.declare.TopologyDeclarer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A declared topology in a namespace of its own on the shared broker: the lane {@code default} and a ladder of 250 ms steps up to 16 s.
 * Publishes as a producer that knows nothing of Warren, and looks into queues as an operator does. {@link #close} deletes all of it.
 */
public final class Bed implements AutoCloseable {
    /** How long a test waits for what must happen. */
    public static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    private final Topology topology;
    private final RabbitBroker broker =
            RabbitBroker.at(TestBroker.shared().uri().toString());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Management management = new Management();
    private final Connection connection;
    private final Channel channel;

    private Bed(TopologyLimits limits) throws IOException, TimeoutException {
        topology = Topology.builder()
                .namespace("t-" + UUID.randomUUID().toString().substring(0, 8))
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .limits(limits)
                .build();
        connection = connect();
        TopologyDeclarer.declare(connection, topology);
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    private static Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(TestBroker.shared().uri());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("test");
    }

    /** A bed with the standard limits. */
    public static Bed make() {
        return make(TopologyLimits.standard());
    }

    /** A bed with limits of its own. */
    public static Bed make(TopologyLimits limits) {
        try {
            return new Bed(limits);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(
                    "no test bed on " + TestBroker.shared().managementUri().getHost(), e);
        }
    }

    public Topology topology() {
        return topology;
    }

    public RabbitBroker broker() {
        return broker;
    }

    /** Where the workers of this bed count. */
    public SimpleMeterRegistry registry() {
        return registry;
    }

    public Management management() {
        return management;
    }

    /** The lane's work queue, and its exchange of the same name. */
    public String lane() {
        return topology.queue(LaneName.DEFAULT);
    }

    /** The lane's dead-letter queue. */
    public String dead() {
        return topology.deadQueue(LaneName.DEFAULT);
    }

    /** A worker on this bed that looks at its queues and reconnects quickly. */
    public WorkerBuilder worker() {
        return worker(broker);
    }

    /** The same on another form of the broker. */
    public WorkerBuilder worker(Broker other) {
        return Worker.builder(other)
                .topology(topology)
                .metrics(registry)
                .depthInterval(Duration.ofMillis(200))
                .reconnect(Backoff.intervals(Duration.ofMillis(100)));
    }

    /** Properties with a type and an id, and nothing else. */
    public static BasicProperties.Builder properties(@Nullable String type, @Nullable String id) {
        return new BasicProperties.Builder().type(type).messageId(id).deliveryMode(2);
    }

    /** Publishes to the lane's exchange; returns when the broker has confirmed it. */
    public void publish(BasicProperties properties, byte[] body) {
        publish(lane(), "any.key", properties, body);
    }

    public void publish(BasicProperties properties, String body) {
        publish(properties, body.getBytes(StandardCharsets.UTF_8));
    }

    public void publish(String exchange, String key, BasicProperties properties, byte[] body) {
        try {
            channel.basicPublish(exchange, key, properties, body);
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT.toMillis());
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("not published to " + exchange, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Publishes with another login, which the broker checks against the property {@code user_id}. */
    public void publishAs(String user, String password, String exchange, BasicProperties properties, String body) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(TestBroker.shared().uri().getHost());
        factory.setPort(TestBroker.shared().uri().getPort());
        factory.setUsername(user);
        factory.setPassword(password);
        try (Connection theirs = factory.newConnection("test");
                Channel publishing = theirs.createChannel()) {
            publishing.confirmSelect();
            BasicProperties signed = properties.builder().userId(user).build();
            publishing.basicPublish(exchange, "any.key", signed, body.getBytes(StandardCharsets.UTF_8));
            publishing.waitForConfirmsOrDie(CONFIRM_TIMEOUT.toMillis());
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("not published as " + user, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Moves a message to the lane's queue by the default exchange, as "Move messages" of the management page does. */
    public void moveToLane(GetResponse message) {
        publish("", lane(), message.getProps(), message.getBody());
    }

    /** Takes the next dead letter off its queue, if there is one. */
    public Optional<GetResponse> takeDead() {
        return take(dead());
    }

    /** Takes the next message off a queue, if there is one. */
    public Optional<GetResponse> take(String queue) {
        try {
            return Optional.ofNullable(channel.basicGet(queue, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a dead letter and takes it. */
    public GetResponse awaitDead() {
        return Awaitility.await("a dead letter in " + dead())
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(this::takeDead, Optional::isPresent)
                .orElseThrow();
    }

    /** How many messages are ready in a queue, right now. */
    public long ready(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A header of a message as text; empty when it has none of that name. */
    public static Optional<String> header(GetResponse message, String name) {
        return Optional.ofNullable(message.getProps().getHeaders())
                .map(headers -> headers.get(name))
                .map(Object::toString);
    }

    /** Declares again what a test has deleted. */
    public void declareAgain() {
        TopologyDeclarer.declare(connection, topology);
    }

    /** Runs a command on the test's own channel. */
    public void onBroker(Command command) {
        try {
            command.on(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something to be done on a channel. */
    @FunctionalInterface
    public interface Command {
        void on(Channel channel) throws IOException;
    }

    @Override
    public void close() {
        try {
            for (QueueSpec queue : topology.queues()) {
                channel.queueDelete(queue.name());
            }
            for (ExchangeSpec exchange : topology.exchanges()) {
                channel.exchangeDelete(exchange.name());
            }
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
