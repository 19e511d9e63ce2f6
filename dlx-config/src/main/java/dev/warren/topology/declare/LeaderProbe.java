package dev.warren.topology.declare;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Finds out whether a quorum queue has a leader. After a crash it may have none for a while, and may then be declared, actively and
 * passively, as if it were there and empty (seen on 3.10.8 with the queue's Raft server stopped). What needs the leader is to get a
 * message. So a queue that shows messages or consumers is alive, and one that shows none is asked for a message; should one have come
 * in between, it goes straight back.
 */
final class LeaderProbe {
    private LeaderProbe() {}

    /**
     * Returns when the queue answers.
     *
     * @throws QueueNotReadyException when it does not
     */
    static void probe(Connection connection, String queue) {
        try (Channel channel = Amqp.open(connection)) {
            if (looksEmpty(channel, queue)) {
                askForAMessage(channel, queue);
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            throw new QueueNotReadyException(queue, e);
        }
    }

    private static boolean looksEmpty(Channel channel, String queue) throws IOException {
        var seen = channel.queueDeclarePassive(queue);
        return seen.getMessageCount() == 0 && seen.getConsumerCount() == 0;
    }

    private static void askForAMessage(Channel channel, String queue) throws IOException {
        GetResponse message = channel.basicGet(queue, false);
        if (message != null) {
            channel.basicNack(message.getEnvelope().getDeliveryTag(), false, true);
        }
    }
}
