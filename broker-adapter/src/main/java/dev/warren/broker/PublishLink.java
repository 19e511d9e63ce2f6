package dev.warren.broker;

/**
 * One connection and channel for publishing with confirms. Publications are numbered from 1 in the order of publishing; numbers mean
 * nothing on another link. {@link #publish} is for one thread; the listener is called on the link's own I/O thread and must not block.
 */
public interface PublishLink extends AutoCloseable {
    /** The number the next publication will get. */
    long nextNumber();

    /**
     * Writes one publication, mandatory and persistent unless it is {@link Publication.Care#PASSING}. That it was written says nothing:
     * only a confirm does.
     *
     * @throws BrokerException when the link is gone
     * @throws IllegalArgumentException when the publication has no form on the wire (a header of a type that AMQP lacks, a text too long);
     *     it was not written, but it was counted, so the link must be closed
     */
    void publish(Publication publication);

    /**
     * Makes sure that a queue exists; meant for a new link.
     *
     * @throws BrokerException when it does not, or does not answer
     */
    void requireQueue(String queue);

    /** Ends the link. Idempotent. */
    @Override
    void close();

    /** What the broker says of what was published. */
    interface Listener {
        /** The broker took responsibility for the publications that {@code numbers} covers. */
        void confirmed(Numbers numbers);

        /** The broker refused the publications that {@code numbers} covers. */
        void refused(Numbers numbers);

        /** No queue would have it. Comes before its confirm. */
        void returned(Returned returned);

        /** The broker stopped reading from this connection (memory or disk alarm). */
        void blocked(String reason);

        /** The broker reads again. */
        void unblocked();

        /** The link is gone; nothing more will be confirmed. Called once. */
        void closed(String cause);
    }

    /**
     * The publications one answer of the broker is about.
     *
     * @param last the highest number
     * @param first the lowest number; the same as {@code last} for a single one, 0 for "all up to {@code last}"
     */
    record Numbers(long first, long last) {
        /** One publication. */
        public static Numbers single(long number) {
            return new Numbers(number, number);
        }

        /** All open publications up to this one. */
        public static Numbers upTo(long number) {
            return new Numbers(0, number);
        }
    }

    /**
     * A publication that came back.
     *
     * @param exchange where it was published to
     * @param routingKey with which key
     * @param messageId its message id, or an empty string
     * @param reason the broker's words
     */
    record Returned(String exchange, String routingKey, String messageId, String reason) {}
}
