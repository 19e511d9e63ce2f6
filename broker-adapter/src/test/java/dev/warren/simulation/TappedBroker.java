package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.simulation.Step.When;
import dev.warren.topology.Topology;

/** The broker as one process reaches it, with a fault's chance at every call. */
final class TappedBroker implements Broker {
    private final Broker next;
    private final SimProcess process;

    TappedBroker(Broker next, SimProcess process) {
        this.next = next;
        this.process = process;
    }

    @Override
    public void declare(Topology topology) {
        next.declare(topology);
    }

    @Override
    public void verify(Topology topology) {
        next.verify(topology);
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        return new Publishing(next.openPublishLink(listener));
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        process.at(Step.OPEN, When.BEFORE);
        ConsumeLink link = next.openConsumeLink(listener);
        process.at(Step.OPEN, When.AFTER);
        return new Consuming(link);
    }

    @Override
    public String address() {
        return next.address();
    }

    private final class Publishing implements PublishLink {
        private final PublishLink link;

        Publishing(PublishLink link) {
            this.link = link;
        }

        @Override
        public long nextNumber() {
            return link.nextNumber();
        }

        @Override
        public void publish(Publication publication) {
            if (!SettleRun.isOfAJob(publication)) {
                link.publish(publication);
                return;
            }
            process.at(Step.WRITE, When.BEFORE);
            link.publish(publication);
            process.at(Step.WRITE, When.AFTER);
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

    private final class Consuming implements ConsumeLink {
        private final ConsumeLink link;

        Consuming(ConsumeLink link) {
            this.link = link;
        }

        @Override
        public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
            return queue.equals(SettleRun.QUEUE)
                    ? process.flaw().acks(new Acks(link.subscribe(queue, prefetch, new Hearing(consumer))))
                    : link.subscribe(queue, prefetch, consumer);
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

    private final class Hearing implements ConsumeLink.Consumer {
        private final ConsumeLink.Consumer consumer;

        Hearing(ConsumeLink.Consumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void delivered(long tag, ConsumeLink.Redelivery redelivery, Message message) {
            process.guarded(() -> {
                process.at(Step.DELIVER, When.BEFORE);
                process.flaw().delivered(tag, redelivery, message);
                process.delivered(message);
                consumer.delivered(tag, redelivery, message);
                process.at(Step.DELIVER, When.AFTER);
            });
        }

        @Override
        public void cancelled(String cause) {
            consumer.cancelled(cause);
        }
    }

    private final class Acks implements ConsumeLink.Subscription {
        private final ConsumeLink.Subscription link;

        Acks(ConsumeLink.Subscription link) {
            this.link = link;
        }

        @Override
        public void start() {
            link.start();
        }

        @Override
        public void ack(long tag) {
            process.at(Step.ACK, When.BEFORE);
            link.ack(tag);
            process.at(Step.ACK, When.AFTER);
        }

        @Override
        public void ackUpTo(long tag) {
            process.at(Step.ACK, When.BEFORE);
            link.ackUpTo(tag);
            process.at(Step.ACK, When.AFTER);
        }

        @Override
        public void giveBack(long tag) {
            process.at(Step.GIVE_BACK, When.BEFORE);
            link.giveBack(tag);
            process.at(Step.GIVE_BACK, When.AFTER);
        }

        @Override
        public void cancel() {
            link.cancel();
        }
    }
}
