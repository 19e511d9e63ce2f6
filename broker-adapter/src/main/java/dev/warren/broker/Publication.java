package dev.warren.broker;

/**
 * A message and where it goes.
 *
 * @param exchange the exchange's name
 * @param routingKey at most 255 bytes
 * @param message what is sent
 */
public record Publication(String exchange, String routingKey, Message message) {}
