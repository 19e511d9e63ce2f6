package dev.warren.consume;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import dev.warren.retry.Backoff;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes answers to {@code reply_to}, over a connection of its own that is made with the first one: a made-up {@code
 * amq.rabbitmq.reply-to.…} has RabbitMQ end the connection that publishes to it, and that must not be the one that settles.
 */
final class AnswerLink implements Outbox, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    private final Broker broker;
    private final SenderSettings settings;
    private final MeterRegistry registry;
    private @Nullable ConfirmedSender sender; // guarded by this

    AnswerLink(Broker broker, Backoff reconnect, MeterRegistry registry) {
        this.broker = broker;
        this.settings = new SenderSettings(Replies.MOST_UNDER_WAY, PATIENCE, PATIENCE, reconnect);
        this.registry = registry;
    }

    @Override
    public CompletableFuture<Void> send(Publication publication) {
        return sender().send(publication);
    }

    private synchronized ConfirmedSender sender() {
        ConfirmedSender open = sender;
        if (open == null) {
            PublishMetrics metrics = new PublishMetrics(registry, "answer");
            open = new ConfirmedSender(broker, settings, ConfirmedSender.LinkCheck.NONE, metrics);
            sender = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (sender != null) {
            sender.close(LAST_ANSWERS);
        }
    }
}
