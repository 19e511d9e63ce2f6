package dev.warren.idempotency;

/** What came of asking for a job to be cancelled. */
public enum CancelAnswer {
    /** It will not run again; if it runs now, its end changes nothing. */
    CANCELLED,
    /** It is done, dead or expired, or that is decided. */
    TOO_LATE,
    /** A retry is being settled right now. */
    TRY_AGAIN
}
