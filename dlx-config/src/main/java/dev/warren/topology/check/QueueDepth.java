package dev.warren.topology.check;

/**
 * How full a queue is, as the management API last heard; it may lag by some seconds.
 *
 * @param queue its name
 * @param ready messages that wait for a consumer
 * @param unacknowledged messages that consumers have and have not settled
 * @param consumers how many consumers it has
 */
public record QueueDepth(String queue, long ready, long unacknowledged, long consumers) {}
