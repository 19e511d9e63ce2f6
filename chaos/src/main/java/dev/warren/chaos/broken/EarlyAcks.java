package dev.warren.chaos.broken;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.topology.Topology;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
            CompletableFuture<Subscription> made = new CompletableFuture<>();
            Subscription subscription = next.subscribe(queue, prefetch, new Acking(made, consumer));
            made.complete(subscription);
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

    private record Acking(CompletableFuture<ConsumeLink.Subscription> subscription, ConsumeLink.Consumer next)
            implements ConsumeLink.Consumer {
        private static final int SUBSCRIBED_WITHIN_SECONDS = 10;

        @Override
        public void delivered(long tag, ConsumeLink.Redelivery redelivery, Message message) {
            try {
                subscription.get(SUBSCRIBED_WITHIN_SECONDS, TimeUnit.SECONDS).ack(tag);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException("not subscribed", e);
            }
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
