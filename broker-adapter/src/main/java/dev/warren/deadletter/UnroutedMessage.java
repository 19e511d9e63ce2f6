package dev.warren.deadletter;

import dev.warren.broker.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that no queue would have.
 *
 * @param exchange the exchange it was published to; empty when it was moved here by hand
 * @param routingKey with which key
 * @param home where it belongs, as far as the exchange tells
 * @param message the message
 */
public record UnroutedMessage(String exchange, String routingKey, Optional<Home> home, Message message) {
    /** The property {@code message_id}, if it has one. */
    public Optional<String> id() {
        return given(message.properties().messageId());
    }

    /** The property {@code type}, if it has one. */
    public Optional<String> type() {
        return given(message.properties().type());
    }

    private static Optional<String> given(@Nullable String property) {
        return Optional.ofNullable(property).filter(value -> !value.isEmpty());
    }

    /**
     * Where an unrouted message goes.
     *
     * @param exchange the exchange
     * @param routingKey the key
     * @param queue the queue behind it, which must be there
     */
    public record Home(String exchange, String routingKey, String queue) {}
}
