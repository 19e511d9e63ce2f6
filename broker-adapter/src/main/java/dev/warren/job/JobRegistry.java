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
}
