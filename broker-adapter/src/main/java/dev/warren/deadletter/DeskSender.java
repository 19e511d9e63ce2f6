package dev.warren.deadletter;

import dev.warren.broker.Broker;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** How a desk publishes. */
final class DeskSender {
    private DeskSender() {}

    /**
     * A sender that publishes nothing while a queue is missing: the exchange in front of it would pass on what is published to the
     * unrouted messages, and confirm it.
     */
    static ConfirmedSender open(Broker broker, Duration confirmWithin, String required) {
        return new ConfirmedSender(
                broker,
                SenderSettings.STANDARD.withConfirmWithin(confirmWithin),
                link -> link.requireQueue(required),
                new PublishMetrics(new SimpleMeterRegistry(), "desk"));
    }
}
