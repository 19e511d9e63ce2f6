package dev.warren.job;

/** What goes on around a handler while it runs. Safe for use by several threads. */
@FunctionalInterface
public interface JobContext {
    /** Around a job that is handed to a handler by hand, as in a test: nobody cancels it. */
    JobContext NONE = () -> false;

    /**
     * Whether the job was cancelled meanwhile. The handler's thread is interrupted then, once; whatever the handler still does or
     * answers counts for nothing, and nothing follows from it.
     */
    boolean isCancelled();
}
