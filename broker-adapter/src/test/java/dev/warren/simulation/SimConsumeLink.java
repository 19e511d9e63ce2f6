package dev.warren.simulation;

import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A link for consuming, with a channel per subscription. */
final class SimConsumeLink extends SimLink implements ConsumeLink {
    private final List<SimChannel> channels = new ArrayList<>();
    private final Set<String> ownQueues = new LinkedHashSet<>();
    private int openAtBroker;

    SimConsumeLink(SimBroker broker, String client, String name, Listener listener) {
        super(broker, client, name, listener::closed);
    }

    @Override
    public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
        requireAnswer("can't consume the queue " + queue);
        if (!broker.hasQueue(queue)) {
            throw new BrokerException("can't consume the queue " + queue + ": 404 NOT_FOUND", null);
        }
        SimChannel channel = new SimChannel(this, broker.queue(queue), prefetch, consumer);
        channels.add(channel);
        openAtBroker++;
        return channel;
    }

    @Override
    public long ready(String queue) {
        requireAnswer("can't ask for the depth of the queue " + queue);
        if (!broker.hasQueue(queue)) {
            throw new BrokerException("can't ask for the depth of the queue " + queue + ": 404 NOT_FOUND", null);
        }
        return broker.queue(queue).ready();
    }

    @Override
    public long consumers(String queue) {
        requireAnswer("can't ask for the consumers of the queue " + queue);
        if (!broker.hasQueue(queue)) {
            throw new BrokerException("can't ask for the consumers of the queue " + queue + ": 404 NOT_FOUND", null);
        }
        return broker.queue(queue).consumers().size();
    }

    @Override
    public void declareWorkerQueue(Topology topology, String address) {
        String queue = topology.workerQueue(address);
        requireAnswer("can't declare the queue " + queue);
        if (broker.hasQueue(queue) && !ownQueues.contains(queue)) {
            throw new BrokerException("can't declare the queue " + queue + ": 405 RESOURCE_LOCKED", null);
        }
        world.history().note("declare", this, queue);
        ownQueues.add(queue);
        broker.declare(topology.workerQueueSpec(address));
        broker.routes().add(topology.workerQueueBinding(address));
    }

    List<SimChannel> channels() {
        return channels;
    }

    void channelEndedAtBroker() {
        openAtBroker--;
        if (openAtBroker == 0 && !carries()) {
            goneAtBroker();
        }
    }

    private void goneAtBroker() {
        ownQueues.forEach(broker::delete);
        ownQueues.clear();
        endedAtBroker();
    }

    @Override
    void loseFrames(Cut.Frames frames) {
        channels.forEach(channel -> channel.loseFrames(frames));
    }

    @Override
    void endAtBroker(long delayNanos) {
        if (openAtBroker == 0) {
            goneAtBroker();
        }
        channels.forEach(channel -> channel.endAtBroker(delayNanos));
    }

    @Override
    void endAtClient(long delayNanos, String cause) {
        long end = delayNanos;
        for (SimChannel channel : channels) {
            end = Math.max(end, channel.endAtClient(delayNanos, cause));
        }
        world.agenda().after(end, () -> ended(cause));
    }
}
