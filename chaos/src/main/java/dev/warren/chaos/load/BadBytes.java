package dev.warren.chaos.load;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line.Event;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A producer that has never heard of Warren and sends what nobody can read, twice a second. */
final class BadBytes implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(10);
    private static final List<byte[]> BODIES = List.of(
            new byte[0],
            new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2},
            "{\"cut\": ".getBytes(StandardCharsets.UTF_8),
            "\"a word where a number should be\"".getBytes(StandardCharsets.UTF_8));

    private final Plan plan;
    private final Ledger ledger;
    private final Thread thread;
    private final long own = ProcessHandle.current().pid();
    private volatile boolean closed;

    BadBytes(Plan plan, Ledger ledger) {
        this.plan = plan;
        this.ledger = ledger;
        this.thread = new Thread(this::sendAgainAndAgain, "bad-bytes");
        thread.setDaemon(true);
        thread.start();
    }

    private void sendAgainAndAgain() {
        int number = 0;
        while (!closed) {
            try (Connection connection = factory().newConnection();
                    Channel channel = connection.createChannel()) {
                var unused = channel.confirmSelect();
                while (!closed) {
                    send(channel, number++);
                    Thread.sleep(INTERVAL.toMillis());
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) { // the broker is away; what was being sent stays unconfirmed
                pause();
            }
        }
    }

    private ConnectionFactory factory() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(plan.uri());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setRequestedHeartbeat(2);
        return factory;
    }

    private void send(Channel channel, int number) throws Exception {
        String id = Kind.BAD.id(own * 100_000 + number);
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(id)
                .type(Kind.QUICK.type().name().value())
                .contentType("application/json")
                .deliveryMode(2)
                .build();
        ledger.note(Event.TRIED, id);
        channel.basicPublish(
                Plan.topology().exchange(LaneName.DEFAULT), "bad", properties, BODIES.get(number % BODIES.size()));
        if (channel.waitForConfirms(CONFIRM_WITHIN.toMillis())) {
            ledger.note(Event.CONFIRMED, id);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CONFIRM_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
