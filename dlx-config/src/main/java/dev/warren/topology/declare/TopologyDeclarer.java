package dev.warren.topology.declare;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.WarrenException;
import dev.warren.topology.BindingSpec;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Declares a topology, or makes sure that it is there. Declaring is idempotent, and two programs may do it at once; nothing is ever
 * deleted or changed. Each wait is bounded by the connection's own channel RPC timeout, which is 10 minutes unless
 * {@code ConnectionFactory.setChannelRpcTimeout} says otherwise: set it to seconds.
 */
public final class TopologyDeclarer {
    private TopologyDeclarer() {}

    /**
     * Declares every exchange, queue and binding, and then asks each quorum queue that looks empty for a message, which only a queue with
     * a leader can answer. Needs the rights of {@link dev.warren.topology.Role#PROVISIONER}.
     *
     * @throws TopologyMismatchException when an object is already there in another form
     * @throws QueueNotReadyException when a queue does not answer; the broker has then closed the connection
     * @throws WarrenException when the login lacks a right, or the broker fails otherwise
     */
    public static void declare(Connection connection, Topology topology) {
        Amqp.run(connection, "declare", topology, channel -> {
            for (ExchangeSpec exchange : topology.exchanges()) {
                declareExchange(channel, exchange);
            }
            for (QueueSpec queue : topology.queues()) {
                declareQueue(channel, queue);
            }
            for (BindingSpec binding : topology.bindings()) {
                bind(channel, binding);
            }
            waitForAnswer(channel, topology);
        });
        if (topology.queueType() == QueueType.QUORUM) {
            probeLeaders(connection, topology);
        }
    }

    /**
     * Makes sure that every exchange and queue is there, without any right to configure them. That they have the right form is for
     * {@code TopologyCheck}, since AMQP has no question for it. RabbitMQ 4.3 says nothing about objects that the login has no right to at
     * all, such as the dead-letter queues for a worker; those are taken to be there.
     *
     * @throws TopologyMissingException when something is missing; it names every missing object
     * @throws WarrenException when the broker fails otherwise
     */
    public static void verify(Connection connection, Topology topology) {
        List<String> missing = new ArrayList<>();
        try (Lookup lookup = new Lookup(connection)) {
            for (ExchangeSpec exchange : topology.exchanges()) {
                if (!lookup.finds(channel -> channel.exchangeDeclarePassive(exchange.name()))) {
                    missing.add("exchange '" + exchange.name() + "'");
                }
            }
            for (QueueSpec queue : topology.queues()) {
                if (!lookup.finds(channel -> channel.queueDeclarePassive(queue.name()))) {
                    missing.add("queue '" + queue.name() + "'");
                }
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            throw Amqp.explain("verify", topology, e);
        }
        if (!missing.isEmpty()) {
            throw new TopologyMissingException(topology.namespace(), missing);
        }
    }

    /** Declares and binds a worker's own queue, which lives as long as the connection. Needs the rights of a worker. */
    public static void declareWorkerQueue(Channel channel, Topology topology, String workerId) {
        try {
            declareQueue(channel, topology.workerQueueSpec(workerId));
            bind(channel, topology.workerQueueBinding(workerId));
            channel.queueDeclarePassive(topology.workerQueue(workerId));
        } catch (IOException | RuntimeException e) {
            throw Amqp.explain("declare the queue of worker " + workerId + " in", topology, e);
        }
    }

    // Nothing waits for an answer here, so that a broker far away costs a few round trips instead of hundreds. An error
    // closes the
    // channel, and its reply names the object.

    private static void declareExchange(Channel channel, ExchangeSpec exchange) throws IOException {
        BuiltinExchangeType type = switch (exchange.kind()) {
            case TOPIC -> BuiltinExchangeType.TOPIC;
            case DIRECT -> BuiltinExchangeType.DIRECT;
            case FANOUT -> BuiltinExchangeType.FANOUT;
        };
        channel.exchangeDeclareNoWait(exchange.name(), type, true, false, false, exchange.arguments());
    }

    private static void declareQueue(Channel channel, QueueSpec queue) throws IOException {
        switch (queue.lifetime()) {
            case DURABLE -> channel.queueDeclareNoWait(queue.name(), true, false, false, queue.arguments());
            case EXCLUSIVE -> channel.queueDeclareNoWait(queue.name(), false, true, true, queue.arguments());
        }
    }

    private static void bind(Channel channel, BindingSpec binding) throws IOException {
        switch (binding.target()) {
            case QUEUE -> channel.queueBindNoWait(binding.destination(), binding.source(), binding.routingKey(), null);
            case EXCHANGE ->
                channel.exchangeBindNoWait(binding.destination(), binding.source(), binding.routingKey(), null);
        }
    }

    /** A channel answers in order: once this is answered, everything sent before has been carried out. */
    private static void waitForAnswer(Channel channel, Topology topology) throws IOException {
        channel.exchangeDeclarePassive(topology.unroutedExchange());
    }

    private static void probeLeaders(Connection connection, Topology topology) {
        for (QueueSpec queue : topology.queues()) {
            LeaderProbe.probe(connection, queue.name());
        }
    }
}
