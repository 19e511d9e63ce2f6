package dev.warren.console.lanes;

import dev.warren.WarrenException;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.console.connect.Connections;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.check.ManagementApi;
import dev.warren.topology.check.QueueTraffic;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks both sources, as often as one likes, over one AMQP connection; a broken one is opened anew at the next question. */
final class Watch implements AutoCloseable {
    private final Topology topology;
    private final RabbitBroker broker;
    private final ManagementApi management;
    private final Clock clock;
    private Optional<Link> link = Optional.empty();

    Watch(Connections connections, Clock clock) {
        this.topology = connections.topology();
        this.broker = connections.broker();
        this.management = connections.management();
        this.clock = clock;
    }

    private record Link(ConsumeLink amqp, AtomicBoolean gone) {}

    /** Throws {@link WarrenException} when neither source tells anything. */
    Figures ask() {
        Map<String, QueueTraffic> late = new HashMap<>();
        String managementState = askManagement(late);
        Map<String, Known.Exact> exact = new HashMap<>();
        String amqpState = askAmqp(exact, late.isEmpty());
        if (exact.isEmpty() && late.isEmpty()) {
            throw new WarrenException(
                    "neither source tells of the queues of " + topology.namespace() + ". By AMQP: " + amqpState
                            + ". By the management API: " + managementState
                            + ". Are both addresses right, and is the topology declared ('warren topology declare')?");
        }
        Known known = new Known(exact, late);
        return new Figures(
                clock.instant(),
                known.lanes(topology),
                known.ready(topology.unroutedQueue()),
                new Figures.Sources(amqpState, managementState));
    }

    private String askManagement(Map<String, QueueTraffic> late) {
        try {
            management
                    .queueTraffic(topology)
                    .forEach(traffic -> late.put(traffic.depth().queue(), traffic));
            return late.isEmpty() ? "it knows no queue of " + topology.namespace() : Figures.Sources.OK;
        } catch (WarrenException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The many queues of the ladders are asked for only when nobody else told of them. */
    private String askAmqp(Map<String, Known.Exact> exact, boolean alone) {
        try {
            ConsumeLink amqp = open();
            String state = Figures.Sources.OK;
            for (LaneName lane : topology.lanes()) {
                state = ask(amqp, topology.queue(lane), exact, state);
                state = ask(amqp, topology.deadQueue(lane), exact, state);
                for (int level = 0; alone && level < topology.ladder().levels(); level++) {
                    state = ask(amqp, topology.delayQueue(lane, level), exact, state);
                }
            }
            return ask(amqp, topology.unroutedQueue(), exact, state);
        } catch (BrokerException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A queue that is missing, or that the login may not see, is unknown; the others are told all the same. */
    private String ask(ConsumeLink amqp, String queue, Map<String, Known.Exact> exact, String state) {
        try {
            exact.put(queue, new Known.Exact(amqp.ready(queue), amqp.consumers(queue)));
            return state;
        } catch (BrokerException e) {
            if (link.map(one -> one.gone().get()).orElse(true)) {
                throw e;
            }
            return state.equals(Figures.Sources.OK) ? String.valueOf(e.getMessage()) : state;
        }
    }

    private ConsumeLink open() {
        if (link.isPresent() && !link.get().gone().get()) {
            return link.get().amqp();
        }
        close();
        AtomicBoolean gone = new AtomicBoolean();
        Link opened = new Link(broker.openConsumeLink(cause -> gone.set(true)), gone);
        link = Optional.of(opened);
        return opened.amqp();
    }

    @Override
    public void close() {
        link.ifPresent(one -> one.amqp().close());
        link = Optional.empty();
    }
}
