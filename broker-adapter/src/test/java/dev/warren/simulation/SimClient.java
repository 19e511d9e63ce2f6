package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.PublishLink;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;

/** One program's way to the broker. What waits for an answer is answered at once, or fails at once. */
final class SimClient implements Broker {
    private final SimBroker broker;
    private final String name;
    private boolean unreachable;
    private boolean paused;
    private int toRefuse;

    SimClient(SimBroker broker, String name) {
        this.broker = broker;
        this.name = name;
    }

    @Override
    public void declare(Topology topology) {
        connect();
        broker.declare(topology);
    }

    @Override
    public void verify(Topology topology) {
        connect();
        for (QueueSpec queue : topology.queues()) {
            if (!broker.hasQueue(queue.name())) {
                throw new BrokerException("queue '" + queue.name() + "' is missing", null);
            }
        }
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        connect();
        return broker.opened(new SimPublishLink(broker, name, broker.nextLinkName(name, "publish"), listener));
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        connect();
        return broker.opened(new SimConsumeLink(broker, name, broker.nextLinkName(name, "consume"), listener));
    }

    private void connect() {
        if (unreachable) {
            throw new BrokerException("can't connect to " + address() + ": unreachable", null);
        }
    }

    @Override
    public String address() {
        return "simulated";
    }

    void unreachable(boolean now) {
        unreachable = now;
    }

    void paused(boolean now) {
        paused = now;
    }

    boolean isPaused() {
        return paused;
    }

    void refuse(int publications) {
        toRefuse = publications;
    }

    boolean refusesNext() {
        if (toRefuse == 0) {
            return false;
        }
        toRefuse--;
        return true;
    }
}
