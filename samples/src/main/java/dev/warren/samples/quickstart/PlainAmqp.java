package dev.warren.samples.quickstart;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** What any AMQP program can do beside Warren: look into queues, and publish what is no job. */
final class PlainAmqp implements AutoCloseable {
    private static final int MOST_LETTERS = 10_000;
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(10);

    private final Connection connection;
    private final Topology topology;

    private PlainAmqp(Connection connection, Topology topology) {
        this.connection = connection;
        this.topology = topology;
    }

    static PlainAmqp connect(String address, Topology topology) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(address);
        factory.setAutomaticRecoveryEnabled(false);
        return new PlainAmqp(factory.newConnection("warren quick start"), topology);
    }

    /** How many consumers a lane's queue has; none when there is no such queue yet. */
    int consumersOf(LaneName lane) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(topology.queue(lane)).getConsumerCount();
        } catch (IOException e) {
            if (connection.isOpen()) {
                return 0; // the broker has closed the channel only: the queue is missing
            }
            throw e;
        }
    }

    /** How many messages a lane's queue holds. */
    int waitingIn(LaneName lane) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(topology.queue(lane)).getMessageCount();
        }
    }

    /** Publishes a text as if it were a job. */
    void publish(LaneName lane, String type, String id, String text) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .type(type)
                    .messageId(id)
                    .deliveryMode(2)
                    .build();
            channel.basicPublish(topology.exchange(lane), type, properties, text.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(CONFIRM_WITHIN.toMillis());
        }
    }

    /** Reads all dead letters and leaves them where they are: what is not acked goes back when the channel closes. */
    List<DeadLetter> deadLetters() throws IOException, TimeoutException {
        List<DeadLetter> letters = new ArrayList<>();
        try (Channel channel = connection.createChannel()) {
            for (LaneName lane : topology.lanes()) {
                String queue = topology.deadQueue(lane);
                GetResponse response = channel.basicGet(queue, false);
                while (response != null && letters.size() < MOST_LETTERS) {
                    letters.add(letterOf(queue, response));
                    response = channel.basicGet(queue, false);
                }
            }
        }
        return letters;
    }

    private static DeadLetter letterOf(String queue, GetResponse response) {
        Map<String, Object> headers = response.getProps().getHeaders();
        Map<String, Object> known = headers == null ? Map.of() : headers;
        return new DeadLetter(
                queue,
                String.valueOf(response.getProps().getMessageId()),
                String.valueOf(known.get("dead-reason")),
                String.valueOf(known.get("error-message")));
    }

    @Override
    public void close() throws IOException {
        connection.close((int) CONFIRM_WITHIN.toMillis());
    }
}
