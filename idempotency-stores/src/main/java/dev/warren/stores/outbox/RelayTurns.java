package dev.warren.stores.outbox;

import dev.warren.turns.Turns;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay's work: a turn takes what waits in the table to the broker. Keeps one connection, and opens the next when it fails. */
final class RelayTurns implements Turns {
    private static final Logger log = LoggerFactory.getLogger(RelayTurns.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(2);

    private final Outbox outbox;
    private final DataSource source;
    private final Ground ground;
    private final Delivery delivery;
    private final BooleanSupplier brokerIsThere;
    private final OutboxMetrics metrics;
    private final Duration poll;
    private final LongSupplier nanos;

    private @Nullable Connection open;
    private long countedNanos;
    private @Nullable String trouble;

    RelayTurns(
            Outbox outbox,
            DataSource source,
            Ground ground,
            Delivery delivery,
            BooleanSupplier brokerIsThere,
            OutboxMetrics metrics,
            Duration poll,
            LongSupplier nanos) {
        this.outbox = outbox;
        this.source = source;
        this.ground = ground;
        this.delivery = delivery;
        this.brokerIsThere = brokerIsThere;
        this.metrics = metrics;
        this.poll = poll;
        this.nanos = nanos;
        this.countedNanos = nanos.getAsLong() - BETWEEN_COUNTS.toNanos();
    }

    @Override
    public Duration turn() {
        try {
            Connection connection = connection();
            count(connection);
            boolean more = brokerIsThere.getAsBoolean() && ground.relay(connection, delivery);
            well();
            return more ? Duration.ZERO : poll;
        } catch (SQLException
                | RuntimeException e) { // the database's, its driver's or its pool's; the next turn begins anew
            failed(e);
            close();
            return AFTER_A_FAILURE;
        }
    }

    private Connection connection() throws SQLException {
        if (open == null) {
            open = source.getConnection();
            open.setAutoCommit(true);
            outbox.createTables(open);
        }
        return open;
    }

    private void count(Connection connection) throws SQLException {
        long now = nanos.getAsLong();
        if (now - countedNanos >= BETWEEN_COUNTS.toNanos()) {
            metrics.backlog(ground.backlog(connection));
            countedNanos = now;
        }
    }

    private void well() {
        if (trouble != null) {
            trouble = null;
            log.info("the outbox's database answers again");
        }
    }

    private void failed(Exception e) {
        String words = String.valueOf(e.getMessage());
        if (!words.equals(trouble)) {
            log.warn("the outbox's database fails; jobs wait in it, and it is asked again every second: {}", words);
        }
        trouble = words;
    }

    private void close() {
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("a connection of the outbox was not closed well: {}", e.getMessage());
            }
            open = null;
        }
    }

    @Override
    public void end() {
        if (open != null) {
            try {
                ground.leave(open);
            } catch (SQLException e) {
                log.debug("the next relay has to wait for the end of this one's lease: {}", e.getMessage());
            }
        }
        close();
    }
}
