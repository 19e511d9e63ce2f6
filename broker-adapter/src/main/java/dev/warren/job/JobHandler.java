package dev.warren.job;

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
}
