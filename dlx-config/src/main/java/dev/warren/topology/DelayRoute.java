package dev.warren.topology;

import java.time.Duration;

/**
 * Where to publish a message so that it comes to its lane's queue after a delay.
 *
 * @param exchange the exchange of the ladder's level to enter at
 * @param routingKey the delay's bits followed by the job type
 * @param delay how long this round takes: rounded up to the ladder's unit, at most its longest round. A message whose delay is longer
 *     has some of it left after the round and is sent round again
 */
public record DelayRoute(String exchange, String routingKey, Duration delay) {}
