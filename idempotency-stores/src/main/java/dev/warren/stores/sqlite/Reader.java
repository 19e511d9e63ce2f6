package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobTypeName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connection that answers questions: it waits for no writer, and none waits for it. */
final class Reader {
    private static final String OVERDUE = Records.SELECT.replace(
                    "FROM job ", ", scope.namespace, scope.tenant, scope.type FROM job INDEXED BY job_open ")
            + "JOIN scope ON scope.id = job.scope"
            + " WHERE status < 10 AND due < ? AND (lease.ends IS NULL OR lease.ends <= ?) ORDER BY due LIMIT ?";

    private final Database database;
    private final Records records;
    private final Search search;
    private final Failures failures;
    private boolean closed;

    Reader(Database database, Failures failures) {
        this.database = database;
        this.records = new Records(database, new Scopes(database), new Lanes(database), new Leases(database));
        this.search = new Search(database);
        this.failures = failures;
    }

    synchronized Optional<JobRecord> find(JobKey key) {
        refuseClosed();
        try {
            return Optional.ofNullable(records.find(key)).map(Records.Row::record);
        } catch (SQLException e) {
            database.renew();
            throw failures.of(e);
        }
    }

    /** As RecordRules.isOverdue says, by the index of open jobs. */
    synchronized List<JobRecord> overdue(Instant now, Duration by, int most) {
        refuseClosed();
        try {
            PreparedStatement select = database.prepare(OVERDUE);
            select.setLong(1, Time.micros(now.minus(by)));
            select.setLong(2, Time.micros(now));
            select.setInt(3, most);
            List<JobRecord> overdue = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    overdue.add(Records.read(rows, keyAt(rows)).record());
                }
            }
            return overdue;
        } catch (SQLException e) {
            database.renew();
            throw failures.of(e);
        }
    }

    synchronized JobPage search(JobQuery query) {
        refuseClosed();
        try {
            return database.read(() -> search.page(query));
        } catch (SQLException e) {
            database.renew();
            throw failures.of(e);
        }
    }

    /** Of a row that was selected with its scope. */
    static JobKey keyAt(ResultSet row) throws SQLException {
        int scope = Records.COLUMNS;
        return new JobKey(
                row.getString(scope + 1),
                row.getString(scope + 2),
                new JobTypeName(row.getString(scope + 3)),
                row.getString(2));
    }

    private void refuseClosed() {
        if (closed) {
            throw failures.refused("it was closed");
        }
    }

    synchronized void close() {
        try {
            if (!closed) {
                closed = true;
                database.close();
            }
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }
}
