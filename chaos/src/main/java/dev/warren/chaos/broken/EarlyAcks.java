package dev.warren.chaos.broken;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.topology.Topology;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A broker whose deliveries are acked as they come in. */
final class EarlyAcks extends BrokerDecorator {
    EarlyAcks(Broker next) {
        super(next);
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        return new Link(next.openConsumeLink(listener));
    }

    private record Link(ConsumeLink next) implements ConsumeLink {
        @Override
        public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
            Acking acking = new Acking(consumer);
            Subscription subscription = next.subscribe(queue, prefetch, acking);
            acking.subscription = subscription;
            return new Mute(subscription);
        }

        @Override
        public long ready(String queue) {
            return next.ready(queue);
        }

        @Override
        public long consumers(String queue) {
            return next.consumers(queue);
        }

        @Override
        public void declareWorkerQueue(Topology topology, String address) {
            next.declareWorkerQueue(topology, address);
        }

        @Override
        public void close() {
            next.close();
        }
    }

    private static final class Acking implements ConsumeLink.Consumer {
        private final ConsumeLink.Consumer next;
        private volatile ConsumeLink.@Nullable Subscription subscription;

        Acking(ConsumeLink.Consumer next) {
            this.next = next;
        }

        @Override
        public void delivered(long tag, ConsumeLink.Redelivery redelivery, Message message) {
            Objects.requireNonNull(subscription, "delivered before it was started")
                    .ack(tag);
            next.delivered(tag, redelivery, message);
        }

        @Override
        public void cancelled(String cause) {
            next.cancelled(cause);
        }
    }

    /** What is acked already is not acked again, and can't be given back. */
    private record Mute(ConsumeLink.Subscription next) implements ConsumeLink.Subscription {
        @Override
        public void start() {
            next.start();
        }

        @Override
        public void ack(long tag) {}

        @Override
        public void ackUpTo(long tag) {}

        @Override
        public void giveBack(long tag) {}

        @Override
        public void cancel() {
            next.cancel();
        }
    }
}
