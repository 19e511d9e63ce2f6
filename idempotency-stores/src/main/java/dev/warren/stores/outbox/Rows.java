package dev.warren.stores.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements that all kinds of databases have in common. */
final class Rows {
    private static final String MILLIS = "(SELECT millis FROM look)";

    /** Nobody waits for longer than this to be tried again: what lies further ahead was written before the clock was set back. */
    private static final long LONGEST_PAUSE_MILLIS = Delivery.LONGEST_AGAIN.toMillis();

    private static final String PAUSE = MILLIS + " + 1 AND " + MILLIS + " + " + LONGEST_PAUSE_MILLIS;

    /**
     * What is to be tried now, in order. There is no mark below which all is done: a row may become visible long after rows with higher numbers,
     * when its transaction commits. The time is read once: if it went on from row to row, one whose time comes meanwhile would be left out itself and
     * no longer hold up those behind it.
     */
    private static final String WAITING = "WITH look (millis) AS MATERIALIZED (SELECT :now)"
            + " SELECT seq, lane, ordering_key, job_id, publication, trouble, " + MILLIS
            + " - enqueued FROM warren_outbox o"
            + " WHERE namespace = ? %s AND (trouble IS NULL OR again NOT BETWEEN " + PAUSE + ")"
            + " AND (ordering_key IS NULL OR NOT EXISTS (SELECT 1 FROM warren_outbox b WHERE b.trouble IS NOT NULL"
            + " AND b.namespace = o.namespace AND b.ordering_key = o.ordering_key AND b.seq < o.seq AND b.again BETWEEN "
            + PAUSE + "))"
            + " ORDER BY seq LIMIT " + Ground.MOST_ROWS;

    /** Whether a row is to be tried now. */
    static final String IS_TO_BE_TRIED =
            "(trouble IS NULL OR again NOT BETWEEN :now + 1 AND :now + " + LONGEST_PAUSE_MILLIS + ")";

    private static final String ANY =
            "SELECT 1 FROM warren_outbox WHERE namespace = ? AND " + IS_TO_BE_TRIED + " LIMIT 1";

    private static final String TROUBLE = "UPDATE warren_outbox SET trouble = ?, again = :now + ? WHERE seq = ?";

    private static final String BACKLOG =
            "SELECT count(*), count(trouble), coalesce(:now - min(enqueued), 0) FROM warren_outbox WHERE namespace = ?";

    private final OutboxDatabase database;
    private final String namespace;

    Rows(OutboxDatabase database, String namespace) {
        this.database = database;
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    String sql(String text) {
        return database.sql(text);
    }

    /** Whether anything is to be tried now. */
    boolean any(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(ANY))) {
            select.setString(1, namespace);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    List<Waiting> all(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(String.format(WAITING, "")))) {
            select.setString(1, namespace);
            return read(select);
        }
    }

    List<Waiting> ofPart(Connection connection, int part) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(String.format(WAITING, "AND part = ?")))) {
            select.setString(1, namespace);
            select.setInt(2, part);
            return read(select);
        }
    }

    private static List<Waiting> read(PreparedStatement select) throws SQLException {
        List<Waiting> waiting = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                waiting.add(new Waiting(
                        rows.getLong(1),
                        rows.getString(2),
                        Optional.ofNullable(rows.getString(3)),
                        rows.getString(4),
                        rows.getBytes(5),
                        Optional.ofNullable(rows.getString(6)),
                        Duration.ofMillis(Math.max(0, rows.getLong(7)))));
            }
        }
        return waiting;
    }

    void note(Connection connection, List<Delivery.Trouble> troubles) throws SQLException {
        if (troubles.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(sql(TROUBLE))) {
            for (Delivery.Trouble trouble : troubles) {
                update.setString(1, trouble.why());
                update.setLong(2, trouble.again().toMillis());
                update.setLong(3, trouble.seq());
                update.executeUpdate();
            }
        }
    }

    Ground.Backlog backlog(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(BACKLOG))) {
            select.setString(1, namespace);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? new Ground.Backlog(rows.getLong(1), rows.getLong(2), Math.max(0, rows.getLong(3)))
                        : new Ground.Backlog(0, 0, 0);
            }
        }
    }
}
