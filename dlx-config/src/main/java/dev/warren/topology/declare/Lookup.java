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

    /**
     * False when the broker says that the object does not exist. RabbitMQ 4.3 tells only logins that have some right to it (3.10 tells
     * all), so a refusal counts as found: it says nothing, and the login has no use for the object.
     */
    boolean finds(Amqp.Work passiveDeclare) throws IOException {
        if (!channel.isOpen()) {
            channel = Amqp.open(connection);
        }
        try {
            passiveDeclare.on(channel);
            return true;
        } catch (IOException e) {
            int code = Amqp.refusal(e).orElseThrow(() -> e).code();
            if (code == AMQP.NOT_FOUND || code == AMQP.ACCESS_REFUSED) {
                return code == AMQP.ACCESS_REFUSED;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException, TimeoutException {
        if (channel.isOpen()) {
            channel.close();
        }
    }
}
