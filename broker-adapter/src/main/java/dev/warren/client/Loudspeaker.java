package dev.warren.client;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication;
import dev.warren.broker.Publication.Care;
import dev.warren.idempotency.JobKey;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import dev.warren.topology.Topology;
import dev.warren.wire.CancelNote;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks to all workers, over a connection that is made with the first word. Safe for use by several threads. */
final class Loudspeaker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loudspeaker.class);

    /** What is said later than that is of little use: nobody is kept waiting for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Broker broker;
    private final Topology topology;
    private final MeterRegistry registry;
    private @Nullable ConfirmedSender sender; // guarded by this
    private boolean closed;

    Loudspeaker(Broker broker, Topology topology, MeterRegistry registry) {
        this.broker = broker;
        this.topology = topology;
        this.registry = registry;
    }

    /** Says that a job is cancelled; done when the broker has taken it. */
    CompletableFuture<Void> cancelled(JobKey key) {
        CancelNote note =
                new CancelNote(key.namespace(), key.tenant(), key.type().value(), key.key());
        return sender().send(new Publication(topology.controlExchange(), "", note.message(), Care.PASSING))
                .whenComplete((confirmed, failure) -> {
                    if (failure != null) {
                        log.warn(
                                "the workers could not be told that a job is cancelled; it is fenced, and its handler is not"
                                        + " interrupted: {}",
                                failure.getMessage());
                    }
                });
    }

    private synchronized ConfirmedSender sender() {
        if (closed) {
            throw new IllegalStateException("this client is closed");
        }
        ConfirmedSender open = sender;
        if (open == null) {
            SenderSettings settings =
                    SenderSettings.STANDARD.withRoomWithin(PATIENCE).withConfirmWithin(PATIENCE);
            open = new ConfirmedSender(
                    broker, settings, ConfirmedSender.LinkCheck.NONE, new PublishMetrics(registry, "control"));
            sender = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (sender != null) {
            sender.close(LAST_WORDS);
            sender = null;
        }
    }
}
