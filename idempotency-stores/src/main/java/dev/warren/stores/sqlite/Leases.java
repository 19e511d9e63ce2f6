package dev.warren.stores.sqlite;

import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Who is alive, inside a transaction. */
final class Leases {
    /** An owner that is forgotten would begin its lease anew: longer than a machine sleeps, whose own clock stands still meanwhile. */
    private static final Duration FORGET_AFTER = Duration.ofDays(30);

    private final Database database;

    Leases(Database database) {
        this.database = database;
    }

    /** The number of an owner whose lease runs. */
    long live(Owner owner, Instant now) throws SQLException {
        PreparedStatement select = database.prepare("SELECT id FROM lease WHERE owner = ? AND ends > ?");
        select.setString(1, owner.value());
        select.setLong(2, Time.micros(now));
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new LeaseLapsedException(owner);
            }
            return rows.getLong(1);
        }
    }

    /** The number of an owner, live or not. */
    long id(Owner owner) throws SQLException {
        PreparedStatement select = database.prepare("SELECT id FROM lease WHERE owner = ?");
        select.setString(1, owner.value());
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("a job is held by worker " + owner + ", which has no lease");
            }
            return rows.getLong(1);
        }
    }

    /** Begins or renews a lease, unless it has ended. */
    Lease renew(Owner owner, Instant now, Instant end) throws SQLException {
        PreparedStatement upsert = database.prepare("INSERT INTO lease (owner, ends) VALUES (?1, ?2)"
                + " ON CONFLICT (owner) DO UPDATE SET ends = excluded.ends WHERE ends > ?3");
        upsert.setString(1, owner.value());
        upsert.setLong(2, Time.micros(end));
        upsert.setLong(3, Time.micros(now));
        return upsert.executeUpdate() == 1 ? Lease.HELD : Lease.LAPSED;
    }

    /** Whether there are leases that ended long ago. */
    boolean hasOld(Instant now) throws SQLException {
        PreparedStatement any = database.prepare("SELECT EXISTS (SELECT 1 FROM lease WHERE ends < ?)");
        any.setLong(1, old(now));
        try (ResultSet rows = any.executeQuery()) {
            return rows.next() && rows.getInt(1) == 1;
        }
    }

    /**
     * Forgets leases that ended long ago and that no open job refers to. After the first look of {@link Sweep}: whatever was claimed under them has
     * an entry then, if it is open.
     */
    int forgetOld(Instant now) throws SQLException {
        PreparedStatement delete = database.prepare(
                "DELETE FROM lease WHERE ends < ? AND id NOT IN (SELECT owner FROM watch"
                        + " INDEXED BY watch_at CROSS JOIN job ON job.seq = watch.seq WHERE kind = 1 AND owner IS NOT NULL)");
        delete.setLong(1, old(now));
        return delete.executeUpdate();
    }

    private static long old(Instant now) {
        return Time.micros(now.minus(FORGET_AFTER));
    }
}
