package dev.warren.stores.sqlite;

import dev.warren.idempotency.StoreException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/** The one connection of this process that writes: each piece of work is one transaction with one commit, which reaches the disk. */
final class Writer {
    /** Fair, so that forgetting in many small steps lets claims in between. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Database database;
    private final Scopes scopes;
    private final Lanes lanes;
    private final Leases leases;
    private final Records records;
    private final FileInPlace place;
    private final Failures failures;
    private boolean closed;

    Writer(Database database, FileInPlace place, Failures failures) {
        this.database = database;
        this.scopes = new Scopes(database);
        this.lanes = new Lanes(database);
        this.leases = new Leases(database);
        this.records = new Records(database, scopes, lanes, leases);
        this.place = place;
        this.failures = failures;
    }

    /** What a transaction does. */
    interface Work<T> {
        T in(Writer writer) throws SQLException;
    }

    Database database() {
        return database;
    }

    Scopes scopes() {
        return scopes;
    }

    Lanes lanes() {
        return lanes;
    }

    Leases leases() {
        return leases;
    }

    Records records() {
        return records;
    }

    /** Answers only what is committed. Whatever fails leaves the file as it was, and the next call begins anew. */
    <T> T transact(Work<T> work) {
        lock.lock();
        boolean done = false;
        try {
            if (closed) {
                throw failures.refused("it was closed");
            }
            T answer = database.transact(() -> work.in(this));
            done = true;
            if (place.isGone()) {
                throw failures.refused("the file, or its -wal, was deleted or replaced while in use; put it back"
                        + " and start this worker again");
            }
            return answer;
        } catch (SQLException e) {
            throw failures.of(e);
        } finally {
            if (!done && !closed) {
                database.renew();
                scopes.forget(); // what was inserted is gone
                lanes.forget();
            }
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                database.close();
            }
        } catch (SQLException e) {
            throw new StoreException("a store's file was not closed well", failures.of(e));
        } finally {
            lock.unlock();
        }
    }
}
