package dev.warren.job;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Writes of a job that are committed together with its completion: both happen, or neither. Given by {@link JobResult#inTransaction}, and
 * called once for each attempt, on the handler's thread, with a transaction open on the idempotency store's own database.
 */
@FunctionalInterface
public interface TransactionalWork {
    /**
     * Writes, and returns what the job's result shall be: any value Jackson can write, or null for none.
     *
     * @param connection the transaction. It is committed after this method, or rolled back when this method throws, so the connection refuses
     *     {@code commit}, {@code rollback}, {@code close}, {@code setAutoCommit} and savepoints; statements that were not closed are closed
     *     with it. It must not be used by other threads, nor after this method
     * @throws Exception any failure: all that was written is rolled back, and the attempt has failed, as if its handler had thrown
     */
    @Nullable
    Object write(Connection connection) throws Exception;
}
