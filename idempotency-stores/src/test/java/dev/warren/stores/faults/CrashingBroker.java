package dev.warren.stores.faults;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;

/** A broker that passes the crash points on its way. */
final class CrashingBroker implements Broker {
    private final Broker broker;
    private final Detonator detonator;

    CrashingBroker(Broker broker, Detonator detonator) {
        this.broker = broker;
        this.detonator = detonator;
    }

    @Override
    public void declare(Topology topology) {
        broker.declare(topology);
    }

    @Override
    public void verify(Topology topology) {
        broker.verify(topology);
    }

    @Override
    public String address() {
        return broker.address();
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        return new CrashingPublishLink(broker.openPublishLink(new CrashingListener(listener, detonator)), detonator);
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        return new CrashingConsumeLink(broker.openConsumeLink(listener), detonator);
    }

    private record CrashingPublishLink(PublishLink link, Detonator detonator) implements PublishLink {
        @Override
        public long nextNumber() {
            return link.nextNumber();
        }

        @Override
        public void publish(Publication publication) {
            link.publish(publication);
            detonator.passing(CrashPoint.AFTER_PUBLISH);
        }

        @Override
        public void requireQueue(String queue) {
            link.requireQueue(queue);
        }

        @Override
        public void close() {
            link.close();
        }
    }

    private record CrashingListener(PublishLink.Listener listener, Detonator detonator)
            implements PublishLink.Listener {
        @Override
        public void confirmed(PublishLink.Numbers numbers) {
            detonator.passing(CrashPoint.AFTER_CONFIRM);
            listener.confirmed(numbers);
        }

        @Override
        public void refused(PublishLink.Numbers numbers) {
            listener.refused(numbers);
        }

        @Override
        public void returned(PublishLink.Returned returned) {
            listener.returned(returned);
        }

        @Override
        public void blocked(String reason) {
            listener.blocked(reason);
        }

        @Override
        public void unblocked() {
            listener.unblocked();
        }

        @Override
        public void closed(String cause) {
            listener.closed(cause);
        }
    }

    private record CrashingConsumeLink(ConsumeLink link, Detonator detonator) implements ConsumeLink {
        @Override
        public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
            return new CrashingSubscription(link.subscribe(queue, prefetch, consumer), detonator);
        }

        @Override
        public long ready(String queue) {
            return link.ready(queue);
        }

        @Override
        public long consumers(String queue) {
            return link.consumers(queue);
        }

        @Override
        public void declareWorkerQueue(Topology topology, String address) {
            link.declareWorkerQueue(topology, address);
        }

        @Override
        public void close() {
            link.close();
        }
    }

    private record CrashingSubscription(ConsumeLink.Subscription subscription, Detonator detonator)
            implements ConsumeLink.Subscription {
        @Override
        public void start() {
            subscription.start();
        }

        @Override
        public void ack(long tag) {
            detonator.passing(CrashPoint.BEFORE_ACK);
            subscription.ack(tag);
        }

        @Override
        public void ackUpTo(long tag) {
            detonator.passing(CrashPoint.BEFORE_ACK);
            subscription.ackUpTo(tag);
        }

        @Override
        public void giveBack(long tag) {
            subscription.giveBack(tag);
        }

        @Override
        public void cancel() {
            subscription.cancel();
        }
    }
}
