package dev.warren.stores.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections for jobs' transactions. Those of a program's own source, which is a pool as a rule, go back to it at once; of those that the store
 * opens itself some are kept. Safe for use by several threads.
 */
final class SpareConnections {
    /** Looked at before it is used when it was not used for this long. */
    private static final long LOOK_AFTER_NANOS = 1_000_000_000L;

    private static final int LOOK_SECONDS = 2;

    /** What a job may have left in its session is none of the next one's. As DISCARD ALL, but for what the driver has prepared. */
    private static final String AS_NEW =
            "CLOSE ALL; RESET SESSION AUTHORIZATION; RESET ALL; SELECT pg_advisory_unlock_all();"
                    + " UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES";

    private final DataSource source;
    private final int mostKept;
    private final Deque<Spare> kept = new ArrayDeque<>(); // guarded by this
    private boolean closed;

    private record Spare(Connection connection, long sinceNanos) {}

    /** What a transaction leaves a connection as. */
    enum State {
        WHOLE,
        BROKEN
    }

    SpareConnections(DataSource source, int mostKept) {
        this.source = source;
        this.mostKept = mostKept;
    }

    /** A connection that does not commit by itself. */
    Connection take() throws SQLException {
        for (Spare spare = next(); spare != null; spare = next()) {
            if (System.nanoTime() - spare.sinceNanos() < LOOK_AFTER_NANOS
                    || spare.connection().isValid(LOOK_SECONDS)) {
                return spare.connection();
            }
            close(spare.connection());
        }
        Connection fresh = source.getConnection();
        fresh.setAutoCommit(false);
        return fresh;
    }

    private synchronized @Nullable Spare next() throws SQLException {
        if (closed) {
            throw new SQLException("the store was closed");
        }
        return kept.poll();
    }

    /** As {@link #take} gave it, with no transaction open. */
    void giveBack(Connection connection, State state) {
        if (state == State.BROKEN || mostKept == 0 || !isMadeAsNew(connection) || !keep(connection)) {
            close(connection);
        }
    }

    private static boolean isMadeAsNew(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(AS_NEW)) { // which the driver keeps prepared
            int timeoutMillis = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, LOOK_SECONDS * 1_000);
            connection.setAutoCommit(true);
            statement.execute();
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, timeoutMillis);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private synchronized boolean keep(Connection connection) {
        return !closed && kept.size() < mostKept && kept.add(new Spare(connection, System.nanoTime()));
    }

    private static void close(Connection connection) {
        try (connection) {
            connection.rollback(); // or what is open still would be committed
            connection.setAutoCommit(true); // as a pool expects it
        } catch (SQLException e) {
            // It is broken; a pool finds out for itself.
        }
    }

    synchronized void close() {
        closed = true;
        kept.forEach(spare -> close(spare.connection()));
        kept.clear();
    }
}
