package dev.warren.rabbit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.broker.BrokerException;
import dev.warren.broker.Publication;
import dev.warren.broker.Publication.Care;
import dev.warren.broker.PublishLink;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** One connection with one channel in confirm mode. */
final class RabbitPublishLink implements PublishLink {
    private final Connection connection;
    private final Channel channel;
    private final WriteGuard guard;

    private RabbitPublishLink(Connection connection, Channel channel, WriteGuard guard) {
        this.connection = connection;
        this.channel = channel;
        this.guard = guard;
    }

    /**
     * Opens a channel on a connection, and ends the connection when that fails.
     *
     * @param writeLimit how long a write may hang unless the broker has said that it takes no publications
     */
    static PublishLink open(Connection connection, Socket socket, Duration writeLimit, Listener listener) {
        try {
            Channel channel = Links.newChannel(connection);
            Blocking blocking = new Blocking(listener);
            connection.addBlockedListener(blocking);
            channel.addReturnListener(returned -> listener.returned(new Returned(
                    returned.getExchange(),
                    returned.getRoutingKey(),
                    Objects.requireNonNullElse(returned.getProperties().getMessageId(), ""),
                    returned.getReplyText())));
            channel.addConfirmListener(new Confirms(listener));
            channel.confirmSelect();
            // A channel dies with its connection, so its end is the end of the link.
            channel.addShutdownListener(cause -> listener.closed(Links.describe(cause)));
            return new RabbitPublishLink(connection, channel, new WriteGuard(socket, writeLimit, blocking::isBlocked));
        } catch (IOException | ShutdownSignalException e) {
            Links.closeQuietly(connection);
            throw new BrokerException("can't open a channel for publishing: " + Links.describe(e), e);
        }
    }

    @Override
    public long nextNumber() {
        return channel.getNextPublishSeqNo();
    }

    @Override
    public void publish(Publication publication) {
        guard.writing();
        try {
            channel.basicPublish(
                    publication.exchange(),
                    publication.routingKey(),
                    publication.care() == Care.KEPT,
                    AmqpProperties.write(publication.message().properties(), publication.care()),
                    publication.message().body());
        } catch (IOException | AlreadyClosedException e) {
            throw new BrokerException("the link broke while publishing: " + Links.describe(e), e);
        } finally {
            guard.written();
        }
    }

    @Override
    public void requireQueue(String queue) {
        // On a channel of its own: asking for a queue that is missing closes the channel.
        try (Channel probe = Links.newChannel(connection)) {
            probe.queueDeclarePassive(queue);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerException(
                    "the queue " + queue + " is not there; declare the topology first (" + Links.describe(e) + ")", e);
        }
    }

    @Override
    public void close() {
        guard.close();
        Links.closeQuietly(connection);
    }

    private record Confirms(Listener listener) implements ConfirmListener {
        @Override
        public void handleAck(long deliveryTag, boolean multiple) {
            listener.confirmed(multiple ? Numbers.upTo(deliveryTag) : Numbers.single(deliveryTag));
        }

        @Override
        public void handleNack(long deliveryTag, boolean multiple) {
            listener.refused(multiple ? Numbers.upTo(deliveryTag) : Numbers.single(deliveryTag));
        }
    }

    private static final class Blocking implements BlockedListener {
        private final Listener listener;
        private volatile boolean blocked;

        Blocking(Listener listener) {
            this.listener = listener;
        }

        boolean isBlocked() {
            return blocked;
        }

        @Override
        public void handleBlocked(String reason) {
            blocked = true;
            listener.blocked(reason);
        }

        @Override
        public void handleUnblocked() {
            blocked = false;
            listener.unblocked();
        }
    }
}
