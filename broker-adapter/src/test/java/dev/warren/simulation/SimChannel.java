package dev.warren.simulation;

import dev.warren.broker.ConsumeLink.Consumer;
import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A subscription and both ends of its channel. An ack that makes no sense is a violation and, as on RabbitMQ, the channel's end. */
final class SimChannel implements Subscription {
    private final SimConsumeLink link;
    private final World world;
    private final SimQueue queue;
    private final int prefetch;
    private final Consumer consumer;
    private final Pipe toBroker;
    private final Pipe toClient;
    private final Map<Long, Stored> unacked = new LinkedHashMap<>();
    private long lastTag;
    private boolean cancelledByClient;
    private boolean overAtClient;
    private boolean overAtBroker;

    SimChannel(SimConsumeLink link, SimQueue queue, int prefetch, Consumer consumer) {
        this.link = link;
        this.world = link.world;
        this.queue = queue;
        this.prefetch = prefetch;
        this.consumer = consumer;
        toBroker = new Pipe(world);
        toClient = new Pipe(world);
    }

    // The broker's end.

    boolean hasRoom() {
        return unacked.size() < prefetch && !link.broker.isPaused(link.client);
    }

    void deliver(Stored message) {
        long tag = ++lastTag;
        unacked.put(tag, message);
        if (link.carries()) {
            Redelivery redelivery = message.handedOutBefore() ? Redelivery.REPEATED : Redelivery.FIRST;
            Message delivered = message.delivered();
            toClient.send(() -> {
                world.history().note("deliver", link, tag, message, redelivery);
                consumer.delivered(tag, redelivery, delivered);
            });
        }
    }

    private void acked(long tag) {
        if (!overAtBroker) {
            Stored message = unacked.remove(tag);
            if (message == null) {
                unknown("ack", tag);
            } else {
                world.history().note("acked", link, tag, message);
                queue.pump();
            }
        }
    }

    private void ackedUpTo(long tag) {
        if (overAtBroker) {
            return;
        }
        if (!unacked.containsKey(tag)) {
            unknown("multiple ack", tag);
            return;
        }
        world.history().note("acked up to", link, tag, unacked.get(tag));
        for (Iterator<Long> tags = unacked.keySet().iterator(); tags.hasNext() && tags.next() <= tag; ) {
            tags.remove();
        }
        queue.pump();
    }

    private void givenBack(long tag) {
        if (!overAtBroker) {
            Stored message = unacked.remove(tag);
            if (message == null) {
                unknown("nack", tag);
            } else {
                world.history().note("given back", link, tag, message);
                queue.takeBack(message, link.broker.nackCounts());
                queue.pump();
            }
        }
    }

    private void unknown(String method, long tag) {
        link.broker.violated(method + " of unknown delivery tag " + tag + " on " + link + " from " + queue.name());
        endedAtBroker();
        endAtClient(world.chance().latencyNanos(), "406 PRECONDITION_FAILED - unknown delivery tag " + tag);
    }

    void endAtBroker(long delayNanos) {
        toBroker.send(delayNanos, this::endedAtBroker);
    }

    private void endedAtBroker() {
        if (overAtBroker) {
            return;
        }
        overAtBroker = true;
        queue.removeConsumer(this);
        for (Stored message : unacked.values()) {
            world.history().note("back in", queue.name(), message);
            queue.takeBack(message, SimQueue.DeliveryCount.COUNTED);
        }
        unacked.clear();
        queue.pump();
        link.channelEndedAtBroker();
    }

    /** The broker ends the consumer but not the channel: what is out stays out. */
    void cancelByBroker() {
        queue.removeConsumer(this);
        if (link.carries()) {
            toClient.send(() -> endedAtClient("the broker cancelled the consumer"));
        }
    }

    /** What is out, by tag. */
    Map<Long, Stored> unacked() {
        return unacked;
    }

    SimQueue queue() {
        return queue;
    }

    // The client's end.

    @Override
    public void start() {
        world.history().note("consume", link, queue.name(), prefetch);
        queue.addConsumer(this);
    }

    @Override
    public void ack(long tag) {
        send(() -> acked(tag));
    }

    @Override
    public void ackUpTo(long tag) {
        send(() -> ackedUpTo(tag));
    }

    @Override
    public void giveBack(long tag) {
        send(() -> givenBack(tag));
    }

    /** Waits for the broker's answer, and so takes effect at once; what was handed out before still comes. */
    @Override
    public void cancel() {
        cancelledByClient = true;
        if (link.carries()) {
            queue.removeConsumer(this);
        }
    }

    private void send(Runnable arrival) {
        if (link.carries()) {
            toBroker.send(arrival);
        }
    }

    /** Answers how long it takes the client to learn of it. */
    long endAtClient(long delayNanos, String cause) {
        return toClient.send(delayNanos, () -> endedAtClient(cause))
                - world.time().nanos();
    }

    private void endedAtClient(String cause) {
        if (!overAtClient) {
            overAtClient = true;
            if (!cancelledByClient) {
                consumer.cancelled(cause);
            }
        }
    }

    void loseFrames(Cut.Frames frames) {
        toBroker.loseAllBut(link.keptOf(toBroker, frames));
        toClient.loseAllBut(link.keptOf(toClient, frames));
    }
}
