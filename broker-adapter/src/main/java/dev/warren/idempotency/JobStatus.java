package dev.warren.idempotency;

/** Where a job is in its life. The decided forms last from the record of a decision until what it asks for is published. */
public enum JobStatus {
    /** Enqueued and not claimed yet, as far as is known here; or handed back unfinished by a worker that stopped. */
    PENDING,
    /** Claimed by a worker. */
    RUNNING,
    /** Waiting for its next run. */
    RETRYING,
    /** Done. */
    SUCCEEDED,
    /** Given up on; its dead letter is confirmed. */
    DEAD,
    /** Cancelled before it was done. */
    CANCELLED,
    /** Not started by its {@code expires-at}. */
    EXPIRED,
    /** To run again; the next run's message may not be published yet. */
    DECIDED_RETRY,
    /** Given up on; the dead letter may not be published yet. */
    DECIDED_DEAD,
    /** Done; what follows from it may not be published yet. */
    DECIDED_SUCCEEDED;

    /** Whether nothing more happens to the job by itself. */
    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, DEAD, CANCELLED, EXPIRED -> true;
            case PENDING, RUNNING, RETRYING, DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED -> false;
        };
    }

    /** Whether a decision waits to be carried out. */
    public boolean isDecided() {
        return switch (this) {
            case DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED -> true;
            case PENDING, RUNNING, RETRYING, SUCCEEDED, DEAD, CANCELLED, EXPIRED -> false;
        };
    }
}
