package dev.warren.stores.postgres;

import dev.warren.idempotency.StoreException;
import dev.warren.stores.postgres.Session.Work;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection for calls of one kind, so that no kind waits for another: opened when it is first needed, kept, and opened anew after a
 * failure. Calls take turns on it.
 */
final class Line {
    /** Losing against another transaction is no failure; by its next try that one is over. */
    private static final int MOST_TRIES = 10;

    /** Fair, so that forgetting in many small steps lets others in between. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Place place;
    private @Nullable Session session;
    private boolean closed;

    Line(Place place) {
        this.place = place;
    }

    /** Work of statements that are transactions of their own. */
    <T> T ask(Work<T> work) {
        lock.lock();
        try {
            return tried(work);
        } finally {
            lock.unlock();
        }
    }

    /** Work in one transaction, begun anew when another one was in its way. */
    <T> T transact(Work<T> work) {
        return ask(session -> session.transact(work));
    }

    private <T> T tried(Work<T> work) {
        for (int tries = 1; ; tries++) {
            boolean fresh = session == null;
            boolean whole = false;
            try {
                T answer = work.in(session());
                whole = true;
                return answer;
            } catch (SQLException e) {
                whole = Failures.isLostRace(e);
                if (!isWorthAnotherTry(e, fresh, tries)) {
                    throw place.failures().of(e);
                }
            } catch (StoreException e) {
                whole = session != null; // it says what the store holds, not that the connection is broken
                throw e;
            } finally {
                if (!whole) {
                    hangUp();
                }
            }
        }
    }

    /** A connection that was fine may have ended while nobody used it, as when the server was restarted; a fresh one tells. */
    private static boolean isWorthAnotherTry(SQLException e, boolean fresh, int tries) {
        return Failures.isLostRace(e) ? tries < MOST_TRIES : !fresh && tries == 1 && Failures.isLostConnection(e);
    }

    private Session session() throws SQLException {
        if (closed) {
            throw place.failures().refused("it was closed");
        }
        Session open = session;
        if (open == null) {
            open = place.connect();
            session = open;
        }
        return open;
    }

    private void hangUp() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            hangUp();
        } finally {
            lock.unlock();
        }
    }
}
