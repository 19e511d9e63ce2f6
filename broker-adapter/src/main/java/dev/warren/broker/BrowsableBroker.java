package dev.warren.broker;

/** A broker whose queues can be looked through without consuming them. Safe for use by several threads. */
public interface BrowsableBroker extends Broker {
    /**
     * Opens a connection that looks through one queue.
     *
     * @throws BrokerException when it can't be opened, or there is no such queue, or the login may not read it
     */
    QueueLook openLook(String queue);
}
