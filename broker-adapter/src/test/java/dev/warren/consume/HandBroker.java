package dev.warren.consume;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A broker worked by hand, on one thread: it hands out what a test tells it to, and notes what comes back. For one lane. */
final class HandBroker implements Broker {
    /** The tags that are out. */
    final TreeSet<Long> unacked = new TreeSet<>();

    final List<Long> acked = new ArrayList<>();
    final List<Long> givenBack = new ArrayList<>();
    int refusals;
    int opened;
    int closed;

    /** What happens before the start of a lane's consumer returns. */
    Runnable onStart = () -> {};

    /** How many others consume the lane. */
    long others;

    long controlSaid;
    long controlAcked;
    String ownQueue = "";
    private long lastTag;
    private ConsumeLink.@Nullable Consumer consumer;
    private ConsumeLink.@Nullable Consumer control;
    private ConsumeLink.@Nullable Listener listener;

    /** Delivers a job; answers its tag. */
    long deliver(String type, String id) {
        return deliver(Message.Properties.of(type, id, Map.of()));
    }

    /** The same with properties of its own. */
    long deliver(Message.Properties properties) {
        Message message = new Message(properties, "{\"text\":\"hello\"}".getBytes(StandardCharsets.UTF_8));
        unacked.add(++lastTag);
        if (consumer == null) {
            throw new IllegalStateException("nobody consumes");
        }
        consumer.delivered(lastTag, ConsumeLink.Redelivery.FIRST, message);
        return lastTag;
    }

    /** Brings a message to the worker's own queue. */
    void say(Message message) {
        if (control == null) {
            throw new IllegalStateException("nobody listens");
        }
        control.delivered(++controlSaid, ConsumeLink.Redelivery.FIRST, message);
    }

    void endControl(String cause) {
        if (control == null) {
            throw new IllegalStateException("nobody listens");
        }
        control.cancelled(cause);
    }

    boolean isConsumed() {
        return consumer != null;
    }

    void breakLink() {
        if (listener == null) {
            throw new IllegalStateException("there is no link");
        }
        unacked.clear();
        listener.closed("broken by hand");
    }

    @Override
    public void declare(Topology topology) {}

    @Override
    public void verify(Topology topology) {}

    @Override
    public PublishLink openPublishLink(PublishLink.Listener ignored) {
        throw new BrokerException("this broker is not published to", null);
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener told) {
        if (refusals > 0) {
            refusals--;
            throw new BrokerException("refused by hand", null);
        }
        listener = told;
        opened++;
        return new Link();
    }

    @Override
    public String address() {
        return "hand";
    }

    private final class Link implements ConsumeLink {
        @Override
        public Subscription subscribe(String queue, int prefetch, Consumer told) {
            return queue.equals(ownQueue) ? new ControlAcks(told) : new Acks(told);
        }

        @Override
        public long consumers(String queue) {
            return others;
        }

        @Override
        public void declareWorkerQueue(Topology topology, String address) {
            ownQueue = topology.workerQueue(address);
        }

        @Override
        public long ready(String queue) {
            return 0;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private final class ControlAcks implements ConsumeLink.Subscription {
        private final ConsumeLink.Consumer told;

        ControlAcks(ConsumeLink.Consumer told) {
            this.told = told;
        }

        @Override
        public void start() {
            control = told;
        }

        @Override
        public void ack(long tag) {
            controlAcked++;
        }

        @Override
        public void ackUpTo(long tag) {
            throw new IllegalStateException("one by one");
        }

        @Override
        public void giveBack(long tag) {
            throw new IllegalStateException("not given back");
        }

        @Override
        public void cancel() {}
    }

    private final class Acks implements ConsumeLink.Subscription {
        private final ConsumeLink.Consumer told;

        Acks(ConsumeLink.Consumer told) {
            this.told = told;
        }

        @Override
        public void start() {
            consumer = told;
            onStart.run();
        }

        @Override
        public void ack(long tag) {
            take(tag, acked);
        }

        @Override
        public void ackUpTo(long tag) {
            List.copyOf(unacked.headSet(tag, true)).forEach(each -> take(each, acked));
        }

        @Override
        public void giveBack(long tag) {
            take(tag, givenBack);
        }

        private void take(long tag, List<Long> to) {
            if (!unacked.remove(tag)) {
                throw new IllegalStateException("the tag " + tag + " is not out");
            }
            to.add(tag);
        }

        @Override
        public void cancel() {
            consumer = null;
        }
    }
}
