package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.StoreException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This worker's lease in the store. While it runs, nobody else may run what this worker has claimed. It is begun by the first renewal and
 * kept by a heartbeat; once lapsed it is never renewed but begun anew, under another owner. Safe for use by several threads.
 */
final class LeaseKeeper {
    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    private final IdempotencyStore store;
    private final String workerId;
    private final Duration lease;
    private final LongSupplier nanos;
    private int lapses;
    private boolean warned; // only read and written by who guards the lease
    private volatile Term term;
    private volatile Runnable onLapse = () -> {};

    LeaseKeeper(IdempotencyStore store, String workerId, Duration lease, LongSupplier nanos) {
        this.store = store;
        this.workerId = workerId;
        this.lease = lease;
        this.nanos = nanos;
        this.term = new Term(new Owner(workerId), false, 0);
    }

    /** An owner and how long it surely is one: counted from before the store was asked, on this process's own clock. */
    private record Term(Owner owner, boolean begun, long endNanos) {
        boolean isOverAt(long now) {
            return begun && now - endNanos >= 0;
        }
    }

    /** Has {@code toDo} done whenever the lease has lapsed, before anything is claimed under the next. Before the first renewal. */
    void onLapse(Runnable toDo) {
        onLapse = toDo;
    }

    /** As whom to claim. */
    Owner owner() {
        return term.owner();
    }

    /**
     * Begins the lease or makes it last from now.
     *
     * @throws StoreException when the store can't
     */
    synchronized void renew() {
        long asked = nanos.getAsLong();
        if (term.isOverAt(asked)) {
            goOnAsAnother();
        }
        if (store.heartbeat(term.owner(), lease) == Lease.LAPSED) {
            goOnAsAnother();
            store.heartbeat(term.owner(), lease);
        }
        term = new Term(term.owner(), true, asked + lease.toNanos());
    }

    private void goOnAsAnother() {
        lapses++;
        term = new Term(new Owner(workerId + "#" + lapses), false, 0);
        log.warn("the worker's lease lapsed; it goes on as {}, and others may have taken its jobs over", term.owner());
        onLapse.run();
    }

    /** Whether the lease has ended and nobody has noticed: others may have taken over what was claimed under it. */
    boolean isOver() {
        return term.isOverAt(nanos.getAsLong());
    }

    /** Whether less than a fifth of the lease is left, so that handlers must be interrupted now; not before it has begun. */
    boolean isEnding() {
        boolean ending = term.isOverAt(nanos.getAsLong() + lease.toNanos() / 5);
        if (ending && !warned) {
            log.error("the worker can't renew its lease in time; it interrupts its handlers and hands their jobs back");
        }
        warned = ending;
        return ending;
    }
}
