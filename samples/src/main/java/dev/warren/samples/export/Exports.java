package dev.warren.samples.export;

import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * The status rows of exports, for a page that shows a user how far theirs is. Each change says from which status it may come, so that a
 * late or second attempt never turns a completed export back.
 */
public final class Exports {
    private final OrderDatabase database;

    /** The table {@code exports} of a database. */
    public Exports(OrderDatabase database) {
        this.database = database;
    }

    /** How far an export is. */
    public enum Status {
        /** Asked for. */
        QUEUED,
        /** A worker is at it. */
        PROCESSING,
        /** The file is in the object store. */
        COMPLETED,
        /** Given up on; the row says why. */
        FAILED
    }

    /**
     * A status row.
     *
     * @param id the export
     * @param tenant whose orders
     * @param format the file's format
     * @param status how far it is
     * @param rows how many orders are in the file; 0 until it is completed
     * @param location where the file is, once completed
     * @param error why it failed, if it did
     */
    public record Export(
            String id,
            String tenant,
            Format format,
            Status status,
            long rows,
            Optional<URI> location,
            Optional<String> error) {}

    /** Adds a row, {@code queued}; a second one with the same id changes nothing. Do this before the job is enqueued. */
    public void request(String id, String tenant, Format format) throws SQLException {
        update(
                "INSERT INTO exports (id, tenant, format, status) VALUES (?, ?, ?, 'queued') ON CONFLICT DO NOTHING",
                id,
                tenant,
                format.name());
    }

    /** To {@code processing}; false when the export is completed or unknown. A failed one may begin again: a dead letter was replayed. */
    boolean begin(String id) throws SQLException {
        return update(
                        "UPDATE exports SET status = 'processing', error = NULL"
                                + " WHERE id = ? AND status IN ('queued', 'processing', 'failed')",
                        id)
                == 1;
    }

    void complete(String id, long rows, URI location) throws SQLException {
        update(
                "UPDATE exports SET status = 'completed', row_count = ?, location = ? WHERE id = ? AND status = 'processing'",
                rows,
                location.toString(),
                id);
    }

    void fail(String id, String error) throws SQLException {
        update("UPDATE exports SET status = 'failed', error = ? WHERE id = ? AND status = 'processing'", error, id);
    }

    /** The row of an export. */
    public Optional<Export> find(String id) throws SQLException {
        try (Connection connection = database.open();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, tenant, format, status, row_count, location, error FROM exports WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(exportOf(rows)) : Optional.empty();
            }
        }
    }

    private static Export exportOf(ResultSet rows) throws SQLException {
        return new Export(
                rows.getString(1),
                rows.getString(2),
                Format.valueOf(rows.getString(3)),
                Status.valueOf(rows.getString(4).toUpperCase(Locale.ROOT)),
                rows.getLong(5),
                Optional.ofNullable(rows.getString(6)).map(URI::create),
                Optional.ofNullable(rows.getString(7)));
    }

    private int update(String sql, Object... values) throws SQLException {
        try (Connection connection = database.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
