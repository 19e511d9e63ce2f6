package dev.warren.job;

/**
 * The jobs of an application, for programs that do not know it: {@code warren worker} runs them, {@code warren schema} describes them. Both
 * find it by {@link java.util.ServiceLoader}, so name the class in {@code META-INF/services/dev.warren.job.JobProvider} and give it a public
 * constructor without parameters.
 *
 * <p>{@link #register} is called first, and may be called again; a worker then calls {@link #start} before its first job and {@link #stop}
 * after its last, once each, by one thread.
 */
public interface JobProvider {
    /**
     * Names the job types and their handlers. Opens nothing and starts nothing: it is called as well where only the types are wanted, on a
     * machine that may reach no database.
     */
    void register(JobRegistry jobs);

    /**
     * Opens what the handlers need, such as a connection pool.
     *
     * @throws Exception when that fails; the worker then does not start
     */
    default void start() throws Exception {}

    /**
     * Closes what {@link #start} opened. Called also when {@link #start} failed.
     *
     * @throws Exception when that fails; it is logged
     */
    default void stop() throws Exception {}
}
