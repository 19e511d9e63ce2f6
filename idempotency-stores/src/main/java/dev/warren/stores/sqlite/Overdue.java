package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what is overdue, as RecordRules.isOverdue says, from the entries in {@link Watch}: none says more than its job's due time. */
final class Overdue {
    /** The last column tells an entry that its job does not bear out. Jobs that a live worker has are left out. */
    static final String ENTRIES = Records.SELECT.replace(
                    "FROM job ",
                    ", scope.namespace, scope.tenant, scope.type, status >= 10 OR due <> at FROM watch INDEXED BY watch_at"
                            + " CROSS JOIN job ON job.seq = watch.seq CROSS JOIN scope ON scope.id = job.scope ")
            + "WHERE kind = 1 AND at < ? AND (status >= 10 OR due <> at OR lease.ends IS NULL OR lease.ends <= ?) ORDER BY at";

    private static final int STALE = Records.COLUMNS + 4;

    private final Database database;

    Overdue(Database database) {
        this.database = database;
    }

    /**
     * What was read.
     *
     * @param records the longest overdue first
     * @param stale rows whose entries are to be renewed, after which it must be read again
     */
    record Page(List<JobRecord> records, List<Long> stale) {}

    Page page(Instant now, Duration by, int most) throws SQLException {
        PreparedStatement select = database.prepare(ENTRIES);
        select.setLong(1, Time.micros(now.minus(by)));
        select.setLong(2, Time.micros(now));
        Page page = new Page(new ArrayList<>(), new ArrayList<>());
        try (ResultSet rows = select.executeQuery()) {
            while (page.records().size() < most && page.stale().size() < Watch.MOST_AT_ONCE && rows.next()) {
                if (rows.getBoolean(STALE)) {
                    page.stale().add(rows.getLong(1));
                } else {
                    page.records().add(Records.read(rows, Reader.keyAt(rows)).record());
                }
            }
        }
        return page;
    }
}
