package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is alive, by the server's clock. Safe for use by several threads. */
final class Leases {
    /** A job that nobody has. */
    static final long NOBODY = 0;

    /** An owner that is forgotten would begin its lease anew: longer than a machine sleeps, whose own clock stands still meanwhile. */
    private static final Duration FORGET_AFTER = Duration.ofDays(30);

    private static final int MOST_REMEMBERED = 10_000;

    /**
     * Locks the lease before it looks at the time: a renewal that has waited is judged by when it happens. Says whether there was a lease, and
     * whether it was begun or renewed.
     */
    private static final String RENEW =
            "WITH found AS MATERIALIZED (SELECT id, ends FROM lease WHERE owner = ? FOR UPDATE),"
                    + " renewed AS (UPDATE lease SET ends = " + Time.NOW + " + ? FROM found"
                    + " WHERE lease.id = found.id AND found.ends > " + Time.NOW + " RETURNING lease.id),"
                    + " begun AS (INSERT INTO lease (owner, ends) SELECT ?, " + Time.NOW + " + ?"
                    + " WHERE NOT EXISTS (SELECT FROM found) ON CONFLICT (owner) DO NOTHING RETURNING id)"
                    + " SELECT (SELECT count(*) FROM found),"
                    + " (SELECT count(*) FROM renewed) + (SELECT count(*) FROM begun)";

    private static final String LOOK =
            "SELECT id, owner, ends, " + Time.NOW + " FROM lease WHERE id = ANY (?) OR owner = ?";

    /**
     * Waits for renewals under way, so that no lease is taken for ended that is being renewed. Sent in one round trip, at the end of which nothing
     * stays locked: whoever stands still afterwards, in the middle of its transaction, is in nobody's way.
     */
    private static final String LOOK_AGAIN =
            "SAVEPOINT look; SELECT id, ends FROM lease WHERE id = ANY (?) ORDER BY id FOR SHARE;"
                    + " ROLLBACK TO SAVEPOINT look; RELEASE SAVEPOINT look";

    private static final String TO_FORGET = "SELECT id FROM lease WHERE ends < " + Time.NOW + " - ?";

    /** Jobs that are not over are watched, or no look has come to them yet. */
    private static final String FORGET =
            "DELETE FROM lease WHERE id = ANY (?) AND NOT EXISTS (SELECT FROM watch JOIN job"
                    + " ON job.seq = watch.seq WHERE kind = " + Watch.OPEN + " AND owner = lease.id AND status < 10)"
                    + " AND NOT EXISTS (SELECT FROM job WHERE seq > (SELECT first FROM look) AND owner = lease.id AND status < 10)";

    private static final Duration KEPT_FOR = Duration.ofMinutes(10);

    private final Map<Long, Owner> names = new ConcurrentHashMap<>();

    /** Ended long ago, and some job still refers to them. */
    private volatile Set<Long> kept = Set.of();

    private volatile long keptSinceNanos;

    /** Begins or renews a lease, unless it has ended. */
    Lease renew(Session session, Owner owner, Duration lease) throws SQLException {
        PreparedStatement renew = session.prepare(RENEW);
        String name = Text.stored(owner.value());
        renew.setString(1, name);
        renew.setLong(2, Time.micros(lease));
        renew.setString(3, name);
        renew.setLong(4, Time.micros(lease));
        try (ResultSet rows = renew.executeQuery()) {
            rows.next();
            if (rows.getLong(2) > 0) {
                return Lease.HELD;
            }
            if (rows.getLong(1) > 0) {
                return Lease.LAPSED;
            }
        }
        throw Failures.lostRace(); // another thread has just begun the same owner's
    }

    /**
     * How leases stood at a moment.
     *
     * @param now the server's time, not after that moment
     * @param mine the number of the one who asks, whose lease runs
     * @param ends of those that were asked about, by number
     */
    record Look(Instant now, long mine, Map<Long, Instant> ends) {
        Holder holder(long owner) {
            if (owner == NOBODY || !heldUntil(owner).isAfter(now)) {
                return Holder.NOBODY;
            }
            return owner == mine ? Holder.SELF : Holder.OTHER;
        }

        /** The end of an owner's lease, or now when it has none that runs. */
        Instant heldUntil(long owner) {
            Instant end = ends.getOrDefault(owner, now);
            return end.isAfter(now) ? end : now;
        }
    }

    /**
     * Looks at some leases, inside a transaction. They are not locked: one that runs may be renewed while the transaction goes on. One that has
     * ended stays so, as a renewal looks at the time when it has the lease locked; only one that had it locked before this time may still be about
     * to be committed, so those that seem to have ended are looked at once more.
     */
    Look look(Session session, Owner asking, Collection<Long> owners) throws SQLException {
        PreparedStatement look = session.prepare(LOOK);
        look.setObject(1, owners.stream().mapToLong(Long::longValue).toArray());
        look.setString(2, Text.stored(asking.value()));
        Map<Long, Instant> ends = new HashMap<>();
        long mine = NOBODY;
        Instant now = Instant.EPOCH;
        try (ResultSet rows = look.executeQuery()) {
            while (rows.next()) {
                ends.put(rows.getLong(1), Time.instant(rows.getLong(3)));
                if (Text.read(rows.getString(2)).equals(asking.value())) {
                    mine = rows.getLong(1);
                    now = Time.instant(rows.getLong(4));
                }
            }
        }
        lookAgain(session, ends, now);
        Look found = new Look(now, mine, ends);
        if (found.holder(mine) == Holder.NOBODY) {
            throw new LeaseLapsedException(asking);
        }
        return found;
    }

    /** Whether a lease runs, inside a transaction; looked at in the same way. */
    boolean isRunning(Session session, long id, Instant now) throws SQLException {
        Map<Long, Instant> ends = new HashMap<>();
        PreparedStatement select = session.prepare("SELECT ends FROM lease WHERE id = ?");
        select.setLong(1, id);
        try (ResultSet rows = select.executeQuery()) {
            if (rows.next()) {
                ends.put(id, Time.instant(rows.getLong(1)));
            }
        }
        lookAgain(session, ends, now);
        return ends.getOrDefault(id, now).isAfter(now);
    }

    private static void lookAgain(Session session, Map<Long, Instant> ends, Instant now) throws SQLException {
        long[] ended = ends.entrySet().stream()
                .filter(lease -> !lease.getValue().isAfter(now))
                .mapToLong(Map.Entry::getKey)
                .toArray();
        if (ended.length == 0) {
            return;
        }
        PreparedStatement again = session.prepare(LOOK_AGAIN);
        again.setObject(1, ended);
        again.execute();
        again.getMoreResults(); // the first is that of the savepoint
        try (ResultSet rows = again.getResultSet()) {
            while (rows.next()) {
                ends.put(rows.getLong(1), Time.instant(rows.getLong(2)));
            }
        }
    }

    /** Who has a number; that never changes. */
    Owner name(Session session, long id) throws SQLException {
        Owner known = names.get(id);
        if (known != null) {
            return known;
        }
        PreparedStatement select = session.prepare("SELECT owner FROM lease WHERE id = ?");
        select.setLong(1, id);
        try (ResultSet rows = select.executeQuery()) {
            Owner owner = new Owner(rows.next() ? Text.read(rows.getString(1)) : "forgotten-" + id);
            if (names.size() >= MOST_REMEMBERED) {
                names.clear();
            }
            names.put(id, owner);
            return owner;
        }
    }

    /** Whether some ended long ago; those that jobs still referred to when they were last to be forgotten count again after a while. */
    boolean isAnyToForget(Session session) throws SQLException {
        List<Long> ended = ended(session);
        boolean isSoonAgain = System.nanoTime() - keptSinceNanos < KEPT_FOR.toNanos();
        return !(ended.isEmpty() || (isSoonAgain && kept.containsAll(ended)));
    }

    /** Forgets those that ended long ago and that no job refers to which is not over. */
    Session forget(Session session) throws SQLException {
        PreparedStatement forget = session.prepare(FORGET);
        forget.setObject(1, ended(session).stream().mapToLong(Long::longValue).toArray());
        forget.executeUpdate();
        kept = Set.copyOf(ended(session));
        keptSinceNanos = System.nanoTime();
        return session;
    }

    private static List<Long> ended(Session session) throws SQLException {
        PreparedStatement select = session.prepare(TO_FORGET);
        select.setLong(1, Time.micros(FORGET_AFTER));
        List<Long> ended = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ended.add(rows.getLong(1));
            }
        }
        return ended;
    }
}
