package dev.warren.samples.payment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What was charged, in a SQLite file. */
public final class Ledger {
    private final String url;

    /** The ledger in {@code file}; made when it is first used. */
    public Ledger(Path file) {
        this.url = "jdbc:sqlite:" + file.toAbsolutePath();
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS charges (payment_id TEXT PRIMARY KEY, cents INTEGER NOT NULL)");
        }
        return connection;
    }

    /**
     * Charges a payment, once: the key is the last line of defence, should the worker die between charging and settling.
     *
     * @return whether it was charged now; if not, it had been before
     */
    boolean charge(String paymentId, long cents) throws SQLException {
        try (Connection connection = open();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO charges (payment_id, cents) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, paymentId);
            insert.setLong(2, cents);
            return insert.executeUpdate() > 0;
        }
    }

    /** All that was charged for a payment. */
    public long chargedCents(String paymentId) throws SQLException {
        try (Connection connection = open();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT coalesce(sum(cents), 0) FROM charges WHERE payment_id = ?")) {
            select.setString(1, paymentId);
            try (ResultSet rows = select.executeQuery()) {
                return rows.getLong(1);
            }
        }
    }
}
