package dev.warren.stores.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Up to where all rows of job are to be seen that there will ever be. Their numbers are drawn before they are committed, so a row may appear behind
 * one with a higher number; but whoever draws a number has a lock of the table, from before until the end of his transaction.
 */
final class Arrivals {
    private static final String DRAWN =
            "SELECT (last_value + is_called::integer) * " + Fences.IN_A_BLOCK + " - 1 FROM fence_block";

    private static final String WRITERS = "SELECT virtualtransaction FROM pg_locks WHERE relation = 'job'::regclass"
            + " AND mode IN ('RowShareLock', 'RowExclusiveLock') AND pid IS DISTINCT FROM pg_backend_pid()"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int LOOKS = 50;

    private Arrivals() {}

    /** The highest such number, or {@code known} when somebody is still at work who may have drawn a lower one than there are. */
    static long complete(Session session, long known) throws SQLException {
        long drawn = drawn(session);
        Set<String> before = writers(session);
        for (int i = 0; i < LOOKS && !before.isEmpty(); i++) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            before.retainAll(writers(session));
        }
        return before.isEmpty() ? drawn : known;
    }

    private static long drawn(Session session) throws SQLException {
        try (ResultSet rows = session.prepare(DRAWN).executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Set<String> writers(Session session) throws SQLException {
        Set<String> writers = new HashSet<>();
        try (ResultSet rows = session.prepare(WRITERS).executeQuery()) {
            while (rows.next()) {
                writers.add(rows.getString(1));
            }
        }
        return writers;
    }
}
