package dev.warren.stores.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One relay at a time has the table, for as long as its lease runs. The lease only saves work: should a relay stand still for longer and then go
 * on, both send the same jobs in the same order, and a row is taken out only when its job is confirmed. No transaction is open while the broker
 * is waited for, as it would keep all others from writing the file.
 */
final class SqliteGround implements Ground {
    static final Duration LEASE = Duration.ofSeconds(15);

    /** One that ends later than any lease does was written before the clock was set back. */
    private static final String TAKE =
            "INSERT INTO warren_outbox_relay (namespace, owner, ends) VALUES (?1, ?2, :now + ?3)"
                    + " ON CONFLICT (namespace) DO UPDATE SET owner = excluded.owner, ends = excluded.ends"
                    + " WHERE owner = excluded.owner OR ends NOT BETWEEN :now + 1 AND :now + ?3";

    private static final String LEAVE = "DELETE FROM warren_outbox_relay WHERE namespace = ? AND owner = ?";

    private static final String DELETE = "DELETE FROM warren_outbox WHERE seq IN (SELECT value FROM json_each(?))";

    private final Rows rows;
    private final String owner;

    SqliteGround(Rows rows, String owner) {
        this.rows = rows;
        this.owner = owner;
    }

    @Override
    public boolean relay(Connection connection, Delivery delivery) throws SQLException {
        if (!rows.any(connection) || !take(connection)) {
            return false;
        }
        Delivery.Outcome outcome = delivery.deliver(rows.all(connection));
        delete(connection, outcome.published());
        rows.note(connection, outcome.troubles());
        return outcome.mayHaveMore();
    }

    private boolean take(Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(rows.sql(TAKE))) {
            upsert.setString(1, rows.namespace());
            upsert.setString(2, owner);
            upsert.setLong(3, LEASE.toMillis());
            return upsert.executeUpdate() == 1;
        }
    }

    /** In one statement, which is one transaction. */
    private static void delete(Connection connection, List<Long> published) throws SQLException {
        if (published.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, published.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
            delete.executeUpdate();
        }
    }

    @Override
    public void leave(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(LEAVE)) {
            delete.setString(1, rows.namespace());
            delete.setString(2, owner);
            delete.executeUpdate();
        }
    }

    @Override
    public Backlog backlog(Connection connection) throws SQLException {
        return rows.backlog(connection);
    }
}
