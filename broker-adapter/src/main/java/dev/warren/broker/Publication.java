package dev.warren.broker;

/**
 * A message and where it goes.
 *
 * @param exchange the exchange's name
 * @param routingKey at most 255 bytes
 * @param message what is sent
 * @param care what it is worth
 */
public record Publication(String exchange, String routingKey, Message message, Care care) {
    /** What a publication is worth. */
    public enum Care {
        /** It must reach a queue, and outlive the broker: mandatory and persistent. */
        KEPT,
        /** It may get lost: when no queue takes it, when the link breaks that carries it, and when the broker restarts. */
        PASSING
    }

    /** One that is {@link Care#KEPT}. */
    public Publication(String exchange, String routingKey, Message message) {
        this(exchange, routingKey, message, Care.KEPT);
    }
}
