package dev.warren.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.broker.BrokerException;
import dev.warren.broker.Message;
import dev.warren.broker.QueueLook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A look on one channel. Each {@link #take} is a consumer of its own that is cancelled when it has as many as were asked for: what it
 * got stays unacked on the channel, and its prefetch bounds what is in memory. (One {@code basic.get} per message would need a round trip
 * through the log of a quorum queue each.)
 */
final class RabbitQueueLook implements QueueLook {
    private static final int MOST = 1_000;

    /** The client has the broker's answer by then; only its own thread still has to pass the last deliveries on. */
    private static final Duration CANCEL_WITHIN = Duration.ofSeconds(10);

    /** Long only when somebody else takes them meanwhile. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(1);

    private static final Duration BACK_POLL = Duration.ofMillis(5);

    private final Connection connection;
    private final Channel channel;
    private final String queue;
    private final List<TakenWindow> windows = new ArrayList<>();
    private boolean closed;

    private RabbitQueueLook(Connection connection, Channel channel, String queue) {
        this.connection = connection;
        this.channel = channel;
        this.queue = queue;
    }

    static QueueLook open(Connection connection, String queue) {
        try {
            Channel channel = Links.newChannel(connection);
            channel.queueDeclarePassive(queue);
            return new RabbitQueueLook(connection, channel, queue);
        } catch (IOException | ShutdownSignalException e) {
            Links.closeQuietly(connection);
            throw new BrokerException("can't look into the queue " + queue + ": " + Links.describe(e), e);
        }
    }

    @Override
    public long ready() {
        try {
            return channel.messageCount(queue);
        } catch (IOException | ShutdownSignalException e) {
            throw broken(e);
        }
    }

    @Override
    public List<Taken> take(int most, Duration patience) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most is " + most + "; it must be from 1 to " + MOST);
        }
        try {
            List<Taken> taken = new Taking(channel).take(most, patience);
            if (!taken.isEmpty()) {
                windows.add(new TakenWindow(taken.get(0).tag(), taken.size()));
            }
            return taken;
        } catch (IOException | ShutdownSignalException e) {
            throw broken(e);
        }
    }

    @Override
    public void remove(Taken taken) {
        try {
            channel.basicAck(taken.tag(), false);
            windowOf(taken.tag()).removed(taken.tag());
        } catch (IOException | ShutdownSignalException e) {
            throw broken(e);
        }
    }

    private TakenWindow windowOf(long tag) {
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (windows.get(i).has(tag)) {
                return windows.get(i);
            }
        }
        throw new IllegalArgumentException("the tag " + tag + " was not taken by this look");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            awaitBack(giveBack());
            channel.close(); // the broker answers when it has handled all acks before
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw broken(e);
        } finally {
            Links.closeQuietly(connection);
        }
    }

    /**
     * Piece by piece, from the head of the queue on: a quorum queue puts what comes back behind what came back before, and the broker's
     * order among the consumers of a channel is nobody's promise. For the size of the pieces see {@link TakenWindow}.
     */
    private long giveBack() throws IOException {
        long back = 0;
        for (TakenWindow window : windows) {
            for (long last : window.pieces()) {
                channel.basicNack(last, true, true);
            }
            back += window.held();
        }
        return back;
    }

    /** A quorum queue takes back what it is given a moment later; who looks into it next is to find all of it. */
    private void awaitBack(long messages) throws IOException {
        long end = System.nanoTime() + BACK_WITHIN.toNanos();
        while (channel.messageCount(queue) < messages && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(BACK_POLL.toNanos());
        }
    }

    private BrokerException broken(Exception e) {
        return new BrokerException("the look into the queue " + queue + " broke off: " + Links.describe(e), e);
    }

    /** One consumer's life. */
    private final class Taking extends DefaultConsumer {
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // bounded by the prefetch

        Taking(Channel channel) {
            super(channel);
        }

        List<Taken> take(int most, Duration patience) throws IOException {
            List<Taken> taken = new ArrayList<>();
            channel.basicQos(most);
            String tag = channel.basicConsume(queue, false, this);
            Event last = collect(taken, most, patience);
            if (last.equals(Event.ENOUGH)) {
                channel.basicCancel(tag);
                last = collect(taken, MOST + 1, CANCEL_WITHIN);
            }
            if (!last.equals(Event.CANCELLED)) {
                throw new IOException(last.cause());
            }
            return taken;
        }

        /** Until there are as many, or none comes, or the consumer's end; answers what ended it. */
        private Event collect(List<Taken> taken, int most, Duration patience) {
            while (taken.size() < most) {
                Event event = next(patience);
                if (event.message().isEmpty()) {
                    return event;
                }
                taken.add(event.message().get());
            }
            return Event.ENOUGH;
        }

        private Event next(Duration patience) {
            try {
                Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
                return event == null ? Event.ENOUGH : event;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("interrupted while looking into the queue " + queue, e);
            }
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            events.add(Event.of(new Taken(
                    envelope.getDeliveryTag(),
                    envelope.getExchange(),
                    envelope.getRoutingKey(),
                    new Message(AmqpProperties.read(properties), body))));
        }

        @Override
        public void handleCancelOk(String tag) {
            events.add(Event.CANCELLED);
        }

        @Override
        public void handleCancel(String tag) {
            events.add(
                    Event.broken("the broker cancelled the consumer, because its queue was deleted or has no leader"));
        }

        @Override
        public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
            events.add(Event.broken(Links.describe(cause)));
        }
    }

    /**
     * What a consumer is told.
     *
     * @param message a delivery; empty for an end
     * @param cause what ended it
     */
    private record Event(Optional<Taken> message, String cause) {
        static final Event ENOUGH = new Event(Optional.empty(), "the consumer's end was not heard of in time");
        static final Event CANCELLED = new Event(Optional.empty(), "cancelled");

        static Event of(Taken taken) {
            return new Event(Optional.of(taken), "");
        }

        static Event broken(String cause) {
            return new Event(Optional.empty(), cause);
        }
    }
}
