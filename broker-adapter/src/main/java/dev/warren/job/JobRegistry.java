package dev.warren.job;

/** Takes job types with their handlers; see {@link JobProvider#register}. A worker's builder is one. */
public interface JobRegistry {
    /**
     * Jobs of this type are run by {@code handler}; returning means success.
     *
     * @throws IllegalArgumentException when the type has a handler already
     */
    <P> JobRegistry run(JobType<P> type, JobHandler.Plain<P> handler);

    /**
     * Jobs of this type are run by {@code handler}; what it answers decides.
     *
     * @throws IllegalArgumentException when the type has a handler already
     */
    <P> JobRegistry handle(JobType<P> type, JobHandler<P> handler);

    /**
     * Jobs of this type are run by {@code handler}, whose writes are committed together with the job's completion: exactly once, within the
     * store's retention. A worker that is given such a type refuses to start with a store that can't do that.
     *
     * @throws IllegalArgumentException when the type has a handler already
     */
    default <P> JobRegistry transact(JobType<P> type, JobHandler.Transactional<P> handler) {
        return handle(type, job -> JobResult.inTransaction(connection -> handler.write(job, connection)));
    }
}
