package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.job.JobId;
import dev.warren.stores.sqlite.Records.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who has which unique key, inside a transaction. */
final class Locks {
    private static final String SELECT =
            "SELECT holder, holder_id, fence, span, reserved, ends FROM job_lock WHERE scope = ? AND name = ?";

    private static final String UPSERT =
            "INSERT INTO job_lock (scope, name, holder, holder_id, fence, span, reserved, ends)"
                    + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (scope, name) DO UPDATE SET holder = excluded.holder,"
                    + " holder_id = excluded.holder_id, fence = excluded.fence, span = excluded.span,"
                    + " reserved = excluded.reserved, ends = excluded.ends";

    /** Those whose times are over and whose holder has come to its end: free whatever their span. */
    private static final String FORGET = "DELETE FROM job_lock WHERE (scope, name) IN (SELECT scope, name FROM job_lock"
            + " INDEXED BY job_lock_ends WHERE ends < ?1 AND reserved < ?1 AND NOT EXISTS (SELECT 1 FROM job"
            + " WHERE job.scope = job_lock.scope AND job.key = job_lock.holder AND job.status < 10) LIMIT ?2)";

    private final Database database;
    private final Scopes scopes;
    private final Records records;

    Locks(Database database, Scopes scopes, Records records) {
        this.database = database;
        this.scopes = scopes;
        this.records = records;
    }

    /**
     * A lock as it stands in the file.
     *
     * @param found for the rules
     * @param holder the row of its holder, null when there is none
     */
    record Standing(Found found, @Nullable Row holder) {}

    Standing find(JobKey name, Instant now) throws SQLException {
        JobLock lock = read(name);
        if (lock == null) {
            return new Standing(Found.NOTHING, null);
        }
        Row holder = records.find(lock.holder());
        if (holder == null) {
            return new Standing(new Found(lock, null, Life.LAPSED), null);
        }
        boolean isLive =
                holder.record().owner().isPresent() && holder.leaseEnd().isAfter(now);
        return new Standing(new Found(lock, holder.record(), isLive ? Life.LIVE : Life.LAPSED), holder);
    }

    private @Nullable JobLock read(JobKey name) throws SQLException {
        long scope = scopes.find(name);
        if (scope == Scopes.NONE) {
            return null;
        }
        PreparedStatement select = database.prepare(SELECT);
        select.setLong(1, scope);
        select.setString(2, name.key());
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? lock(row, name) : null;
        }
    }

    private static JobLock lock(ResultSet row, JobKey name) throws SQLException {
        return new JobLock(
                name,
                new JobKey(name.namespace(), name.tenant(), name.type(), row.getString(1)),
                new JobId(row.getString(2)),
                row.getLong(3),
                Codes.span(row.getInt(4)),
                Time.instant(row.getLong(5)),
                Time.instant(row.getLong(6)));
    }

    void write(JobLock lock) throws SQLException {
        PreparedStatement upsert = database.prepare(UPSERT);
        upsert.setLong(1, scopes.ensure(lock.name()));
        upsert.setString(2, lock.name().key());
        upsert.setString(3, lock.holder().key());
        upsert.setString(4, lock.holderId().value());
        upsert.setLong(5, lock.fence());
        upsert.setInt(6, Codes.of(lock.span()));
        upsert.setLong(7, Time.micros(lock.reservedUntil()));
        upsert.setLong(8, Time.micros(lock.ends()));
        upsert.executeUpdate();
    }

    /** Forgets free locks, {@code most} at most. */
    int forget(Instant now, int most) throws SQLException {
        PreparedStatement delete = database.prepare(FORGET);
        delete.setLong(1, Time.micros(now));
        delete.setInt(2, most);
        return delete.executeUpdate();
    }
}
