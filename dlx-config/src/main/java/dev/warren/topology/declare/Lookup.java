package dev.warren.topology.declare;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Asks whether objects exist. A "no" closes the channel it was asked on, so the next question gets a new one. */
final class Lookup implements AutoCloseable {
    private final Connection connection;
    private Channel channel;

    Lookup(Connection connection) throws IOException {
        this.connection = connection;
        this.channel = Amqp.open(connection);
    }

    boolean finds(Amqp.Work passiveDeclare) throws IOException {
        if (!channel.isOpen()) {
            channel = Amqp.open(connection);
        }
        try {
            passiveDeclare.on(channel);
            return true;
        } catch (IOException e) {
            if (isNotFound(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isNotFound(IOException e) {
        return Amqp.refusal(e)
                .filter(refusal -> refusal.code() == AMQP.NOT_FOUND)
                .isPresent();
    }

    @Override
    public void close() throws IOException, TimeoutException {
        if (channel.isOpen()) {
            channel.close();
        }
    }
}
