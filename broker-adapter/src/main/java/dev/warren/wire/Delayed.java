package dev.warren.wire;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.topology.DelayRoute;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends messages by the delay ladder. A delay is measured by the broker alone, so that no two clocks need to agree: what the ladder can't hold in
 * one round is written into the message as {@link WireHeaders#DELAY_LEFT}. A point in time can only be told from a clock; whoever
 * gets such a message compares.
 */
public final class Delayed {
    private Delayed() {}

    /** After {@code delay}, by the broker's clock. */
    public static Publication after(Duration delay, Topology topology, LaneName lane, String jobType, Message message) {
        return after(delay, delay, topology, lane, jobType, message);
    }

    /** After {@code round}, with what is then left of {@code delay} still to be waited for. */
    public static Publication after(
            Duration round, Duration delay, Topology topology, LaneName lane, String jobType, Message message) {
        DelayRoute route = topology.delayRoute(lane, round, jobType);
        Duration left = delay.minus(route.delay());
        return publication(route, withDelayLeft(message, left.isNegative() ? Duration.ZERO : left));
    }

    /** After {@code delay}, whereupon the message's {@code due-at} is compared with a clock. */
    public static Publication untilDue(
            Duration delay, Topology topology, LaneName lane, String jobType, Message message) {
        return publication(topology.delayRoute(lane, delay, jobType), message);
    }

    /** The message as one whose delay is over. */
    public static Message noMore(Message message) {
        return message.properties().headers().containsKey(WireHeaders.DELAY_LEFT)
                ? withDelayLeft(message, Duration.ZERO)
                : message;
    }

    private static Publication publication(DelayRoute route, Message message) {
        return new Publication(route.exchange(), route.routingKey(), message);
    }

    private static Message withDelayLeft(Message message, Duration left) {
        Map<String, Object> headers = new HashMap<>(message.properties().headers());
        headers.put(WireHeaders.DELAY_LEFT, left.toMillis());
        return message.withProperties(message.properties().withHeaders(headers));
    }
}
