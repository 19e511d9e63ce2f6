package dev.warren.job;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The user's code for one job type. Called by several threads at once; one job may run more than once (after a crash, always with the
 * same {@link Job#id()}).
 *
 * @param <P> the payload
 */
@FunctionalInterface
public interface JobHandler<P> {
    /**
     * Does the work.
     *
     * @return what came of it
     * @throws RetryAfter to be tried again after an exact time
     * @throws InterruptedException when the worker stops and the time for running jobs is up; the job runs again elsewhere. Or when the
     *     job was cancelled, see {@link Job#isCancelled()}; then it does not
     * @throws Exception any other failure: retried or dead-lettered as the job type's {@link dev.warren.retry.RetryPolicy} says
     */
    JobResult handle(Job<P> job) throws Exception;

    /**
     * A handler that answers nothing: returning means success.
     *
     * @param <P> the payload
     */
    @FunctionalInterface
    interface Plain<P> {
        /** Does the work, or throws as {@link JobHandler#handle} does. */
        void run(Job<P> job) throws Exception;
    }

    /**
     * A handler all of whose work is writes that are committed together with the job's completion. For more than that, answer
     * {@link JobResult#inTransaction} from a {@link JobHandler}.
     *
     * @param <P> the payload
     */
    @FunctionalInterface
    interface Transactional<P> {
        /** Writes as {@link TransactionalWork#write} does; answers the job's result, or null for none. */
        @Nullable
        Object write(Job<P> job, Connection connection) throws Exception;
    }
}
