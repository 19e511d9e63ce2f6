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
    private static final Duration FORGET_AFTER = Duration.ofHours(1);

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

    /** Forgets those that ended long ago and that no job refers to. */
    void forget(Instant now) throws SQLException {
        long before = Time.micros(now.minus(FORGET_AFTER));
        PreparedStatement any = database.prepare("SELECT EXISTS (SELECT 1 FROM lease WHERE ends < ?)");
        any.setLong(1, before);
        try (ResultSet rows = any.executeQuery()) {
            if (!rows.next() || rows.getInt(1) == 0) {
                return; // the next statement looks at every job that is not at its end
            }
        }
        PreparedStatement delete = database.prepare("DELETE FROM lease WHERE ends < ? AND id NOT IN"
                + " (SELECT owner FROM job INDEXED BY job_open WHERE status < 10 AND owner IS NOT NULL)");
        delete.setLong(1, before);
        delete.executeUpdate();
    }
}
