package dev.warren.broker;

import dev.warren.topology.Topology;

/** One connection for consuming; each subscription has a channel of its own. Safe for use by several threads. */
public interface ConsumeLink extends AutoCloseable {
    /**
     * Prepares to consume a queue with manual acks; nothing is delivered before {@link Subscription#start}.
     *
     * @param queue the queue's name
     * @param prefetch how many unacked deliveries the broker may have out, 1 to 65535
     * @param consumer is called on the thread that reads for all of the link, one call at a time for each subscription: it must not wait
     * @throws BrokerException when the broker can't be asked for it
     */
    Subscription subscribe(String queue, int prefetch, Consumer consumer);

    /**
     * How many messages are ready in a queue.
     *
     * @throws BrokerException when the queue does not exist or does not answer in time
     */
    long ready(String queue);

    /**
     * How many consumers a queue has, anybody's.
     *
     * @throws BrokerException when the queue does not exist or does not answer in time
     */
    long consumers(String queue);

    /**
     * Declares a worker's own queue and binds it to the control exchange. Only this link may consume it, and it goes with this link.
     *
     * @param address what {@link Topology#workerQueue} makes the queue's name of; not yet taken by another link
     * @throws BrokerException when it can't be declared or bound
     */
    void declareWorkerQueue(Topology topology, String address);

    /** Ends the link; what was not acked goes back to its queues. Idempotent. */
    @Override
    void close();

    /** Told of the link's end. */
    interface Listener {
        /** The link is gone. Called once. */
        void closed(String cause);
    }

    /** Told of a subscription's deliveries and of its end. */
    interface Consumer {
        /** A message; {@code tag} is what its ack needs, valid on this subscription only. */
        void delivered(long tag, Redelivery redelivery, Message message);

        /** The subscription is gone while the link lives on (queue deleted, leader moved, channel error). Called once. */
        void cancelled(String cause);
    }

    /** Whether the broker has handed the message out before. */
    enum Redelivery {
        FIRST,
        REPEATED
    }

    /** A consumer. Acks for a subscription that is gone do nothing: its messages are delivered again. */
    interface Subscription {
        /**
         * Starts the deliveries, once. The first may come, and be acked, before this returns.
         *
         * @throws BrokerException when the queue can't be consumed
         */
        void start();

        /** Acks one delivery. A tag must not be acked twice. */
        void ack(long tag);

        /** Acks every delivery up to {@code tag}, which must itself be unacked. */
        void ackUpTo(long tag);

        /** Hands one delivery back to its queue at once. A tag that was acked must not be given back. */
        void giveBack(long tag);

        /** Asks the broker to deliver no more; what is out stays out. */
        void cancel();
    }
}
