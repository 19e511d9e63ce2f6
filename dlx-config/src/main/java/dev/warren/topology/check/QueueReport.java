package dev.warren.topology.check;

import java.util.List;
import java.util.Optional;

/**
 * How a queue is, as the management API last heard; it may lag by some seconds.
 *
 * @param name its name
 * @param ready messages that wait for a consumer
 * @param unacknowledged messages that consumers have and have not settled
 * @param consumers how many consumers it has
 * @param leader the node of its leader; empty when it has none
 * @param members the nodes that hold it
 * @param online those of them that run
 */
public record QueueReport(
        String name,
        long ready,
        long unacknowledged,
        long consumers,
        Optional<String> leader,
        List<String> members,
        List<String> online) {
    /** Copies the lists. */
    public QueueReport {
        members = List.copyOf(members);
        online = List.copyOf(online);
    }
}
