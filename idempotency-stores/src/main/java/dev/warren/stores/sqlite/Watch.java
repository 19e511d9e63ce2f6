package dev.warren.stores.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code watch}, inside a transaction: the few rows of {@code job} that are not a plain success still to be forgotten in its turn. The
 * general way of writing a row keeps its entry right (by the trigger {@code job_watch}); a fast one may leave an entry that says {@link #OPEN}
 * too early, or of a job that has ended, and whoever meets that renews it.
 */
final class Watch {
    /** Entries of jobs that are not at their end, by the time they are due. */
    static final int OPEN = 1;

    /** Entries of plain successes, by the time since when they are kept. */
    static final int SUCCEEDED = 2;

    /** Entries of whatever else has ended, likewise. */
    static final int ENDED = 3;

    /** So many entries are written in one transaction, which others wait for: some milliseconds. */
    static final int MOST_AT_ONCE = 500;

    private static final String DROP = "DELETE FROM watch WHERE seq = ?";

    /** Rows that the second look has before it need no entry when they have ended. */
    static final String PUT = "INSERT INTO watch (seq, kind, at) SELECT seq, kind, at FROM watchable"
            + " WHERE seq = ? AND (kind = 1 OR seq <= (SELECT second FROM look))";

    static final String PUT_ALL = "INSERT INTO watch (seq, kind, at) SELECT seq, kind, at FROM watchable"
            + " WHERE seq > ? AND seq <= ? ON CONFLICT (seq) DO UPDATE SET kind = excluded.kind, at = excluded.at";

    static final String DROP_GONE = "DELETE FROM watch WHERE seq > ? AND seq <= ?"
            + " AND NOT EXISTS (SELECT 1 FROM job WHERE job.seq = watch.seq)";

    static final String NEXT =
            "SELECT seq FROM watch INDEXED BY watch_at WHERE kind = ? AND at < ? ORDER BY at LIMIT ?";

    static final String FORGET = "DELETE FROM job WHERE seq = ?1"
            + " AND EXISTS (SELECT 1 FROM watchable WHERE watchable.seq = ?1 AND kind = ?2 AND at < ?3)";

    private final Database database;

    Watch(Database database) {
        this.database = database;
    }

    /** Makes the entries of these rows what the rows say; answers how many rows. */
    int renew(List<Long> rows) throws SQLException {
        for (long row : rows) {
            write(DROP, row);
            write(PUT, row);
        }
        return rows.size();
    }

    private void write(String sql, long row) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        statement.setLong(1, row);
        statement.executeUpdate();
    }

    /** Makes an entry for every row behind the first, up to the last, and drops those of rows that are gone. */
    void putAll(long behind, long last) throws SQLException {
        write(DROP_GONE, behind, last);
        write(PUT_ALL, behind, last);
    }

    private void write(String sql, long behind, long last) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        statement.setLong(1, behind);
        statement.setLong(2, last);
        statement.executeUpdate();
    }

    /**
     * What a step came to.
     *
     * @param forgotten how many jobs
     * @param goesOn whether there may be more
     */
    record Forgotten(int forgotten, boolean goesOn) {
        static final Forgotten NOTHING = new Forgotten(0, false);
    }

    /** Forgets jobs with their entries of a kind, those kept since the longest first. */
    Forgotten forget(int kind, long before, int most) throws SQLException {
        List<Long> rows = next(kind, before, most);
        int forgotten = 0;
        for (long row : rows) {
            forgotten += forget(row, kind, before);
        }
        renew(rows);
        return new Forgotten(forgotten, rows.size() == most);
    }

    private List<Long> next(int kind, long before, int most) throws SQLException {
        PreparedStatement select = database.prepare(NEXT);
        select.setInt(1, kind);
        select.setLong(2, before);
        select.setInt(3, most);
        List<Long> rows = new ArrayList<>();
        try (ResultSet entries = select.executeQuery()) {
            while (entries.next()) {
                rows.add(entries.getLong(1));
            }
        }
        return rows;
    }

    /** Unless the job is not what its entry says. */
    private int forget(long row, int kind, long before) throws SQLException {
        PreparedStatement delete = database.prepare(FORGET);
        delete.setLong(1, row);
        delete.setInt(2, kind);
        delete.setLong(3, before);
        return delete.executeUpdate();
    }
}
