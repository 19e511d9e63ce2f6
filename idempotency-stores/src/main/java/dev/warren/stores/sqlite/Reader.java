package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobTypeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The connection that answers questions: it waits for no writer, and none waits for it. */
final class Reader {
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

    Optional<JobRecord> find(JobKey key) {
        return ask(asked -> Optional.ofNullable(records.find(key)).map(Records.Row::record));
    }

    JobPage search(JobQuery query) {
        return ask(asked -> asked.read(() -> search.page(query)));
    }

    /** What is asked of the file. */
    interface Question<T> {
        T of(Database database) throws SQLException;
    }

    synchronized <T> T ask(Question<T> question) {
        refuseClosed();
        try {
            return question.of(database);
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
