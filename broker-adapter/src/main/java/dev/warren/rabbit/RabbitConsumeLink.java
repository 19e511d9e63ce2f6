package dev.warren.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.topology.Topology;
import dev.warren.topology.declare.TopologyDeclarer;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection with a channel per subscription. */
final class RabbitConsumeLink implements ConsumeLink {
    private static final Logger log = LoggerFactory.getLogger(RabbitConsumeLink.class);

    /** It comes without a reason. RabbitMQ 4.3 cancels on its consumer timeout; earlier versions close the channel, and say why. */
    private static final String CANCELLED =
            "the broker cancelled the consumer, because its queue was deleted or has no leader, or"
                    + " because a delivery was unacked for longer than the broker's consumer_timeout";

    private final Connection connection;

    private RabbitConsumeLink(Connection connection) {
        this.connection = connection;
    }

    static ConsumeLink open(Connection connection, Listener listener) {
        connection.addShutdownListener(cause -> listener.closed(Links.describe(cause)));
        return new RabbitConsumeLink(connection);
    }

    @Override
    public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
        try {
            Channel channel = Links.newChannel(connection);
            channel.basicQos(prefetch);
            return new ChannelSubscription(channel, queue, consumer);
        } catch (IOException | ShutdownSignalException e) {
            throw notConsumed(queue, e);
        }
    }

    private static BrokerException notConsumed(String queue, Exception cause) {
        return new BrokerException("can't consume the queue " + queue + ": " + Links.describe(cause), cause);
    }

    @Override
    public long ready(String queue) {
        try (Channel channel = Links.newChannel(connection)) {
            return channel.messageCount(queue);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerException("can't ask for the depth of the queue " + queue + ": " + Links.describe(e), e);
        }
    }

    @Override
    public long consumers(String queue) {
        try (Channel channel = Links.newChannel(connection)) {
            return channel.consumerCount(queue);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerException(
                    "can't ask for the consumers of the queue " + queue + ": " + Links.describe(e), e);
        }
    }

    @Override
    public void declareWorkerQueue(Topology topology, String address) {
        try (Channel channel = Links.newChannel(connection)) {
            TopologyDeclarer.declareWorkerQueue(channel, topology, address);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerException(
                    "can't declare the queue " + topology.workerQueue(address) + ": " + Links.describe(e), e);
        }
    }

    @Override
    public void close() {
        Links.closeQuietly(connection);
    }

    private static final class ChannelSubscription implements Subscription {
        private final Channel channel;
        private final String queue;
        private final Consumer consumer;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile String consumerTag = "";

        ChannelSubscription(Channel channel, String queue, Consumer consumer) {
            this.channel = channel;
            this.queue = queue;
            this.consumer = consumer;
        }

        @Override
        public void start() {
            try {
                consumerTag = channel.basicConsume(queue, false, new Deliveries());
            } catch (IOException | ShutdownSignalException e) {
                throw notConsumed(queue, e);
            }
        }

        @Override
        public void ack(long tag) {
            ack(tag, false);
        }

        @Override
        public void ackUpTo(long tag) {
            ack(tag, true);
        }

        @Override
        public void giveBack(long tag) {
            try {
                channel.basicNack(tag, false, true);
            } catch (IOException | AlreadyClosedException e) {
                log.debug("tag {} not given back, its message goes back with the channel: {}", tag, Links.describe(e));
            }
        }

        private void ack(long tag, boolean multiple) {
            try {
                channel.basicAck(tag, multiple);
            } catch (IOException | AlreadyClosedException e) {
                log.debug("ack of tag {} not sent, its message will be delivered again: {}", tag, Links.describe(e));
            }
        }

        @Override
        public void cancel() {
            over.set(true);
            try {
                channel.basicCancel(consumerTag);
            } catch (IOException | AlreadyClosedException e) {
                log.debug("subscription was gone before it was cancelled: {}", Links.describe(e));
            }
        }

        private void end(String cause) {
            if (over.compareAndSet(false, true)) {
                consumer.cancelled(cause);
            }
        }

        private final class Deliveries extends DefaultConsumer {
            Deliveries() {
                super(channel);
            }

            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                Redelivery redelivery = envelope.isRedeliver() ? Redelivery.REPEATED : Redelivery.FIRST;
                consumer.delivered(
                        envelope.getDeliveryTag(), redelivery, new Message(AmqpProperties.read(properties), body));
            }

            @Override
            public void handleCancel(String tag) {
                end(CANCELLED);
            }

            @Override
            public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
                end(Links.describe(cause));
            }
        }
    }
}
