package dev.warren.idempotency;

/** Whether a claim still stood when its decision came. */
public enum Standing {
    /** The decision is recorded. */
    RECORDED,
    /** Somebody else has the job meanwhile, or it was cancelled: publish nothing. */
    FENCED
}
