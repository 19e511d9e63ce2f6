package dev.warren.stores.sqlite;

import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.TransactionalStore.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The one connection of this process that writes: each piece of work is one transaction with one commit, which reaches the disk. */
final class Writer {
    /** Fair, so that forgetting in many small steps lets claims in between. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Database database;
    private final Scopes scopes;
    private final Lanes lanes;
    private final Leases leases;
    private final Records records;
    private final Locks locks;
    private final Watch watch;
    private final FileInPlace place;
    private final Failures failures;
    private boolean closed;

    Writer(Database database, FileInPlace place, Failures failures) {
        this.database = database;
        this.scopes = new Scopes(database);
        this.lanes = new Lanes(database);
        this.leases = new Leases(database);
        this.records = new Records(database, scopes, lanes, leases);
        this.locks = new Locks(database, scopes, records);
        this.watch = new Watch(database);
        this.place = place;
        this.failures = failures;
    }

    /** What a transaction does. */
    interface Steps<T> {
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

    Locks locks() {
        return locks;
    }

    Watch watch() {
        return watch;
    }

    /** Answers only what is committed. Whatever fails leaves the file as it was, and the next call begins anew. */
    <T> T transact(Steps<T> work) {
        lock.lock();
        boolean done = false;
        try {
            if (closed) {
                throw failures.refused("it was closed");
            }
            T answer = database.transact(() -> work.in(this));
            done = true;
            if (place.isGone()) {
                throw gone();
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

    private StoreException gone() {
        return failures.refused(
                "the file, or its -wal, was deleted or replaced while in use; put it back and start this worker again");
    }

    /** A job's own transaction; whatever becomes of it, the next call begins anew. */
    Completion complete(FencedKey claim, Work work, Supplier<Instant> time) {
        lock.lock();
        boolean done = false;
        try {
            if (closed) {
                return new Completion.Unavailable(failures.refused("it was closed"));
            }
            Completion end = new JobTransaction(claim, work, time, failures).run(this);
            done = end instanceof Completion.Committed;
            return done && place.isGone() ? new Completion.Unknown(gone()) : end;
        } finally {
            if (!done && !closed) {
                database.renew();
                scopes.forget();
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
