package dev.warren.topology.check;

/**
 * How full a queue is and how fast messages pass through it, as the management API last heard; it may lag by some seconds.
 *
 * @param depth how full
 * @param publishedPerSecond messages that came in
 * @param deliveredPerSecond messages handed out to consumers, redeliveries included
 * @param ackedPerSecond messages that consumers are done with
 */
public record QueueTraffic(
        QueueDepth depth, double publishedPerSecond, double deliveredPerSecond, double ackedPerSecond) {}
