package dev.warren.topology.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the management API says of a broker.
 *
 * @param version RabbitMQ's
 * @param erlangVersion Erlang's
 * @param clusterName the cluster's name
 * @param userTags what the login may do at the management API
 * @param date the broker's time when it answered, to the second
 * @param roundTrip how long the answer took
 */
public record ServerReport(
        String version,
        String erlangVersion,
        String clusterName,
        List<String> userTags,
        Instant date,
        Duration roundTrip) {
    /** Copies the list. */
    public ServerReport {
        userTags = List.copyOf(userTags);
    }
}
