package dev.warren.stores.postgres;

import dev.warren.idempotency.JobRecord;
import dev.warren.stores.postgres.Watch.Position;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds what RecordRules.isOverdue says: among the jobs that are watched, and those that no look has come to yet. */
final class Overdue {
    /** What is watched is put right for a report, in pages, so many at most. */
    private static final int PAGE = 1_000;

    private static final int PAGES = 50;

    private static final String IS_OVERDUE = " status < 10 AND due < " + Time.NOW
            + " - ? AND NOT EXISTS (SELECT FROM lease WHERE lease.id = job.owner AND ends > " + Time.NOW + ")";

    private static final String FIND = Records.SELECT + "WHERE job.seq IN ((SELECT watch.seq FROM watch JOIN job ON"
            + " job.seq = watch.seq WHERE kind = " + Watch.OPEN + " AND at < " + Time.NOW + " - ? AND" + IS_OVERDUE
            + " ORDER BY at LIMIT ?) UNION ALL (SELECT seq FROM job WHERE seq > (SELECT first FROM look) AND"
            + IS_OVERDUE
            + ")) ORDER BY job.due LIMIT ?";

    private Overdue() {}

    static List<JobRecord> find(Session session, Duration by, int most) throws SQLException {
        putRight(session, by);
        PreparedStatement select = session.prepare(FIND);
        long micros = Time.micros(by);
        select.setLong(1, micros);
        select.setLong(2, micros);
        select.setInt(3, most);
        select.setLong(4, micros);
        select.setInt(5, most);
        List<JobRecord> overdue = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                overdue.add(Records.readWhole(rows));
            }
        }
        return overdue;
    }

    private static void putRight(Session session, Duration by) throws SQLException {
        Position at = Position.START;
        for (int page = 0; page < PAGES; page++) {
            at = Watch.putRight(session, by, at, PAGE);
            if (at.equals(Position.START)) {
                return;
            }
        }
    }
}
