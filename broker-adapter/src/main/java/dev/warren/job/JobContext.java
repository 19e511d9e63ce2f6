package dev.warren.job;

/** What goes on around a handler while it runs, and what it may say of itself. Safe for use by several threads. */
public interface JobContext {
    /** Around a job that is handed to a handler by hand, as in a test: nobody cancels it, and nobody hears how far it is. */
    JobContext NONE = new JobContext() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void progress(long done, long total, String note) {}
    };

    /**
     * Whether the job was cancelled meanwhile. The handler's thread is interrupted then, once; whatever the handler still does or
     * answers counts for nothing, and nothing follows from it.
     */
    boolean isCancelled();

    /**
     * Says how far the handler is, in whatever it counts; whoever asks for the job's status sees it. Costs next to nothing and never
     * fails: the worker takes the latest word along every half second.
     *
     * @param done how much is done; what is below 0 counts as 0
     * @param total how much there is to do; 0 or less when that is unknown
     * @param note what it is at, for people; cut to 1,024 characters
     */
    void progress(long done, long total, String note);
}
