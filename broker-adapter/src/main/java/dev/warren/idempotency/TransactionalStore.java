package dev.warren.idempotency;

import java.sql.Connection;
import java.util.Optional;

/**
 * A store in a database that jobs may write in as well, so that what a job writes and that it is done are committed together. A job's effects
 * in that database then happen exactly once, as long as the store remembers the job.
 */
public interface TransactionalStore extends IdempotencyStore {
    /**
     * Runs {@code work} in a transaction on this store's database, and records in the same transaction that the claim's job has succeeded, with
     * nothing following from it. Commits only if the claim still stands. Calls {@code work} at most once, on the caller's thread. Asked by
     * {@link #decide} afterwards, a claim whose work is committed is answered as recorded, and any other is as open as before.
     */
    Completion complete(FencedKey claim, Work work);

    /** What is written. */
    @FunctionalInterface
    interface Work {
        /**
         * Writes.
         *
         * @param connection the transaction, which only the store may end
         * @return the job's result as JSON
         */
        Optional<String> write(Connection connection) throws Exception;
    }
}
