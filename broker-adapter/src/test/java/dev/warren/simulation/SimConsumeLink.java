package dev.warren.simulation;

import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import java.util.ArrayList;
import java.util.List;

/** A link for consuming, with a channel per subscription. */
final class SimConsumeLink extends SimLink implements ConsumeLink {
    private final List<SimChannel> channels = new ArrayList<>();
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
        world.history().note("consume", this, queue, prefetch);
        broker.queue(queue).addConsumer(channel);
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

    List<SimChannel> channels() {
        return channels;
    }

    void channelEndedAtBroker() {
        openAtBroker--;
        if (openAtBroker == 0 && !carries()) {
            endedAtBroker();
        }
    }

    @Override
    void loseFrames(Cut.Frames frames) {
        channels.forEach(channel -> channel.loseFrames(frames));
    }

    @Override
    void endAtBroker(long delayNanos) {
        if (openAtBroker == 0) {
            endedAtBroker();
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
