package dev.warren.topology;

import java.util.Map;

/**
 * A durable exchange.
 *
 * @param name its name
 * @param kind how it routes
 * @param arguments its arguments, as AMQP has them
 */
public record ExchangeSpec(String name, ExchangeKind kind, Map<String, Object> arguments) {
    /** Copies the arguments. */
    public ExchangeSpec {
        arguments = Map.copyOf(arguments);
    }
}
