package dev.warren.stores.outbox;

import dev.warren.broker.Broker;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import dev.warren.turns.TurnThread;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the jobs of an {@link Outbox} to the broker, on a thread of its own: publishes what is committed, waits for the confirm, and takes it out
 * of the table. It may be killed at any point: what was published and not taken out is published again with the same id, and is one job to
 * every worker with a durable store. Several may run, in one process or many: in PostgreSQL they share the work, in SQLite one works and the others
 * stand by. Holds one connection of the data source. Safe for use by several threads.
 */
public final class OutboxRelay implements AutoCloseable {
    /** How long a publication may take. */
    static final Duration CONFIRM_WITHIN = Duration.ofSeconds(10);

    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
    private static final Duration LAST_TURN = CONFIRM_WITHIN.plusSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private final ConfirmedSender sender;
    private final OutboxMetrics metrics;
    private final TurnThread thread;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OutboxRelay(Builder builder) {
        Outbox outbox = builder.outbox;
        String namespace = outbox.topology().namespace();
        this.metrics = new OutboxMetrics(builder.registry, namespace);
        this.sender = new ConfirmedSender(
                builder.broker,
                SenderSettings.STANDARD.withConfirmWithin(CONFIRM_WITHIN),
                outbox.publications()::requireLanes,
                new PublishMetrics(builder.registry, "outbox"));
        Ground ground = outbox.database().ground(namespace, UUID.randomUUID().toString());
        Delivery delivery = new Delivery(outbox, sender, metrics, System::nanoTime);
        this.thread = new TurnThread(
                "outbox",
                new RelayTurns(
                        outbox,
                        builder.source,
                        ground,
                        delivery,
                        sender::isConnected,
                        metrics,
                        builder.poll,
                        System::nanoTime));
    }

    /** A relay with settings of its own. */
    public static Builder builder(Broker broker, Outbox outbox, DataSource source) {
        return new Builder(broker, outbox, source);
    }

    /** Has it look into the table now, as after a commit. */
    public void wake() {
        thread.wake();
    }

    /** Whether a link to the broker is open right now. */
    public boolean isConnected() {
        return sender.isConnected();
    }

    /** Takes no more out of the table, and waits for what is under way, 15 s at most. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        thread.end();
        try {
            if (!thread.join(LAST_TURN)) {
                thread.interrupt();
                log.warn(
                        "the relay of the outbox hangs in its database or broker; what it had is published again by the next one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close(Duration.ZERO);
        metrics.close();
    }

    /** Settings of a relay. */
    public static final class Builder {
        private final Broker broker;
        private final Outbox outbox;
        private final DataSource source;
        private MeterRegistry registry = Metrics.globalRegistry;
        private Duration poll = Duration.ofMillis(200);

        private Builder(Broker broker, Outbox outbox, DataSource source) {
            this.broker = broker;
            this.outbox = outbox;
            this.source = source;
        }

        /** How often it looks into an empty table, 10 ms to 1 min; default 200 ms. */
        public Builder poll(Duration interval) {
            if (interval.compareTo(SHORTEST_POLL) < 0 || interval.compareTo(LONGEST_POLL) > 0) {
                throw new IllegalArgumentException(
                        "poll is " + interval + "; it must be from " + SHORTEST_POLL + " to " + LONGEST_POLL);
            }
            poll = interval;
            return this;
        }

        /** Where to count; default Micrometer's global registry. */
        public Builder metrics(MeterRegistry own) {
            registry = own;
            return this;
        }

        /** Starts it; it connects to database and broker in the background, with retries, and makes its tables where they are missing. */
        public OutboxRelay start() {
            OutboxRelay relay = new OutboxRelay(this);
            relay.thread.start();
            return relay;
        }
    }
}
