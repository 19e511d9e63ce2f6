package dev.warren.broker;

import java.time.Duration;
import java.util.List;

/**
 * Looks through a queue from its head, over a connection of its own. What it has taken nobody else gets, until it is removed or the look
 * ends. However it ends, all that was not removed is in the queue again: in its old order when it was closed, else as the broker puts it.
 * For one thread.
 */
public interface QueueLook extends AutoCloseable {
    /**
     * How many messages wait in the queue. What this look or anybody else holds is not among them.
     *
     * @throws BrokerException when the broker does not answer in time
     */
    long ready();

    /**
     * Takes the next messages, in the queue's order.
     *
     * @param most how many at most, 1 to 1,000; the memory needed is that of so many messages
     * @param patience how long to wait for each
     * @return fewer than {@code most} when none came for as long as {@code patience}
     * @throws BrokerException when the link is gone
     */
    List<Taken> take(int most, Duration patience);

    /**
     * Takes a message out of the queue for good. That is certain once the look was closed without an exception.
     *
     * @throws BrokerException when the link is gone; the message is in the queue again
     */
    void remove(Taken taken);

    /**
     * Gives back what was not removed, and ends the link. Idempotent.
     *
     * @throws BrokerException when the link broke before the broker had heard all: what was removed last may be in the queue again
     */
    @Override
    void close();

    /**
     * A message out of the queue.
     *
     * @param tag names it within its look
     * @param exchange the exchange it was published to, empty for the default one
     * @param routingKey with which key
     * @param message the message
     */
    record Taken(long tag, String exchange, String routingKey, Message message) {}
}
