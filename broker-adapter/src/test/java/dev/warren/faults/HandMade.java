package dev.warren.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.declare.TopologyDeclarer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** A namespace of a test's own, with lanes that can be made by hand, and so be wrong on purpose. Deletes them at the end. */
final class HandMade implements AutoCloseable {
    private final Topology topology;
    private final Connection connection;
    private final Channel channel;

    private HandMade(URI broker, Topology topology) throws Exception {
        this.topology = topology;
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker);
        this.connection = factory.newConnection("test");
        this.channel = connection.createChannel();
    }

    /** Nothing is declared yet. */
    static HandMade on(URI broker, LaneName... lanes) throws Exception {
        return new HandMade(broker, ownNamespace(lanes));
    }

    /** A topology that is there already. */
    static HandMade existing(URI broker, Topology topology) throws Exception {
        return new HandMade(broker, topology);
    }

    static Topology ownNamespace(LaneName... lanes) {
        return Topology.builder()
                .namespace("t-" + UUID.randomUUID().toString().substring(0, 8))
                .lanes(lanes)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .build();
    }

    Topology topology() {
        return topology;
    }

    Channel channel() {
        return channel;
    }

    /** The whole topology, as it should be. */
    HandMade declareAll() {
        TopologyDeclarer.declare(connection, topology);
        return this;
    }

    /** Only the lane's exchange, without an alternate one, and its queue; bound. */
    void makeLane(LaneName lane, Map<String, Object> queueArguments) throws Exception {
        makeExchange(lane);
        channel.queueDeclare(topology.queue(lane), true, false, false, queueArguments);
        channel.queueBind(topology.queue(lane), topology.exchange(lane), "#");
    }

    void makeExchange(LaneName lane) throws Exception {
        channel.exchangeDeclare(topology.exchange(lane), "topic", true);
    }

    void unbind(LaneName lane) throws Exception {
        channel.queueUnbind(topology.queue(lane), topology.exchange(lane), "#");
    }

    /** How many messages of a lane are ready, not delivered to anybody. */
    long ready(LaneName lane) throws IOException {
        return channel.messageCount(topology.queue(lane));
    }

    /** Takes all messages out of a lane's queue; answers how often each id was there. */
    Map<String, Integer> takeAll(LaneName lane) throws IOException {
        return takeAll(topology.queue(lane));
    }

    Map<String, Integer> takeAll(String queue) throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
            ids.merge(String.valueOf(next.getProps().getMessageId()), 1, Integer::sum);
        }
        return ids;
    }

    @Override
    public void close() throws IOException, TimeoutException {
        try (Channel cleaning = connection.createChannel()) {
            for (var queue : topology.queues()) {
                cleaning.queueDelete(queue.name());
            }
            for (var exchange : topology.exchanges()) {
                cleaning.exchangeDelete(exchange.name());
            }
        }
        connection.close();
    }
}
