package dev.warren.topology.declare;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import dev.warren.WarrenException;
import dev.warren.topology.LaneName;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tries what a login may do, without doing it: a publication is rolled back, a consumer is asked for with an argument that RabbitMQ refuses
 * only after it has looked at the right (seen on 3.10 and 4.3). No message moves. So it tells the truth whatever grants rights there, and needs no management
 * API.
 */
public final class RightsProbe {
    private static final Map<String, Object> REFUSED = Map.of("x-priority", "not a number");

    private final Connection connection;
    private final Topology topology;
    private final List<LackingRight> lacking = new ArrayList<>();

    private RightsProbe(Connection connection, Topology topology) {
        this.connection = connection;
        this.topology = topology;
    }

    /**
     * What the connection's login lacks for a role. What does not exist is left out. A worker queue of a random name is made and deleted. A
     * provisioner's right to configure is tried on that alone.
     *
     * @throws WarrenException when the broker does not answer
     */
    public static List<LackingRight> lacking(Connection connection, Topology topology, Role role) {
        RightsProbe probe = new RightsProbe(connection, topology);
        probe.look(role);
        return List.copyOf(probe.lacking);
    }

    private void look(Role role) {
        switch (role) {
            case PRODUCER -> lanes().forEach(this::write);
            case WORKER -> {
                ownQueue();
                Stream.of(lanes(), ladders(), Stream.of(topology.deadExchange(), topology.controlExchange(), ""))
                        .flatMap(names -> names)
                        .forEach(this::write);
                topology.lanes().stream().map(topology::queue).forEach(this::read);
            }
            case OPERATOR -> {
                ownQueue();
                Stream.concat(lanes(), Stream.of(topology.controlExchange())).forEach(this::write);
                topology.lanes().stream().map(topology::deadQueue).forEach(this::read);
                read(topology.unroutedQueue());
            }
            case PROVISIONER -> {
                ownQueue();
                Stream.concat(lanes(), ladders()).forEach(this::write);
                topology.lanes().stream().map(topology::queue).forEach(this::read);
            }
        }
    }

    private Stream<String> lanes() {
        return topology.lanes().stream().map(topology::exchange);
    }

    private Stream<String> ladders() {
        return topology.lanes().stream().flatMap(this::ladder);
    }

    private Stream<String> ladder(LaneName lane) {
        return IntStream.range(0, topology.ladder().levels()).mapToObj(level -> topology.delayExchange(lane, level));
    }

    /** As a worker begins: its own queue, bound to the control exchange. */
    private void ownQueue() {
        String id = "rights-" + UUID.randomUUID();
        String queue = topology.workerQueue(id);
        int before = lacking.size();
        attempt(Right.CONFIGURE, queue, channel -> channel.queueDeclare(queue, false, true, true, Map.of()));
        if (lacking.size() == before) {
            attempt(
                    Right.READ,
                    topology.controlExchange(),
                    channel -> channel.queueBind(queue, topology.controlExchange(), ""));
            attempt(Right.CONFIGURE, queue, channel -> channel.queueDelete(queue));
        }
    }

    private void write(String exchange) {
        attempt(Right.WRITE, exchange.isEmpty() ? "amq.default" : exchange, channel -> {
            channel.txSelect();
            channel.basicPublish(exchange, "warren.rights", null, new byte[0]);
            channel.txRollback();
        });
    }

    private void read(String queue) {
        attempt(
                Right.READ,
                queue,
                channel -> channel.basicConsume(queue, false, "", false, false, REFUSED, new DefaultConsumer(channel)));
    }

    private void attempt(Right right, String object, Amqp.Work work) {
        try (Channel channel = Amqp.open(connection)) {
            work.on(channel);
        } catch (IOException | TimeoutException | RuntimeException e) {
            int code = Amqp.refusal(e).map(Amqp.Refusal::code).orElse(0);
            if (code == AMQP.ACCESS_REFUSED) {
                lacking.add(new LackingRight(right, object));
            } else if (code != AMQP.NOT_FOUND && code != AMQP.PRECONDITION_FAILED) {
                throw new WarrenException(
                        "could not try the right to " + right.name().toLowerCase(Locale.ROOT) + " '" + object + "': "
                                + e,
                        e);
            }
        }
    }
}
