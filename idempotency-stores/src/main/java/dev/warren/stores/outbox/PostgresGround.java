package dev.warren.stores.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Relays share the parts of the table: whoever has a part's advisory lock selects, publishes, waits for the confirms and deletes in one
 * transaction, with whose end, however it comes, the lock is free again. A relay that hangs in between is cut off by the server.
 */
final class PostgresGround implements Ground {
    /** The first half of the locks' names. */
    private static final int LOCKS = 0x5772_6F62;

    /** Well above what a delivery takes; see {@link Delivery}. */
    private static final String PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

    private static final String FILLED = "SELECT p FROM generate_series(0, " + (Outbox.PARTS - 1) + ") p WHERE EXISTS"
            + " (SELECT 1 FROM warren_outbox WHERE namespace = ? AND part = p AND " + Rows.IS_TO_BE_TRIED + ")";

    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(?, ?)";

    private static final String DELETE = "DELETE FROM warren_outbox WHERE seq = ANY (?)";

    private final Rows rows;

    PostgresGround(Rows rows) {
        this.rows = rows;
    }

    @Override
    public boolean relay(Connection connection, Delivery delivery) throws SQLException {
        boolean more = false;
        for (int part : filled(connection)) {
            connection.setAutoCommit(false);
            more |= relay(
                    connection, part, delivery); // what fails here ends the connection, and with it the transaction
            connection.commit();
            connection.setAutoCommit(true);
        }
        return more;
    }

    private List<Integer> filled(Connection connection) throws SQLException {
        List<Integer> parts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(rows.sql(FILLED))) {
            select.setString(1, rows.namespace());
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    parts.add(found.getInt(1));
                }
            }
        }
        return parts;
    }

    private boolean relay(Connection connection, int part, Delivery delivery) throws SQLException {
        if (!lock(connection, part)) {
            return false;
        }
        Delivery.Outcome outcome = delivery.deliver(rows.ofPart(connection, part));
        delete(connection, outcome.published());
        rows.note(connection, outcome.troubles());
        return outcome.mayHaveMore();
    }

    private boolean lock(Connection connection, int part) throws SQLException {
        try (Statement patience = connection.createStatement()) {
            patience.execute(PATIENCE);
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setInt(1, LOCKS ^ rows.namespace().hashCode());
            lock.setInt(2, part);
            try (ResultSet answer = lock.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private static void delete(Connection connection, List<Long> published) throws SQLException {
        if (published.isEmpty()) {
            return;
        }
        Array seqs = connection.createArrayOf("bigint", published.toArray());
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setArray(1, seqs);
            delete.executeUpdate();
        } finally {
            seqs.free();
        }
    }

    @Override
    public void leave(Connection connection) {
        // Nothing is held between two transactions.
    }

    @Override
    public Backlog backlog(Connection connection) throws SQLException {
        return rows.backlog(connection);
    }
}
