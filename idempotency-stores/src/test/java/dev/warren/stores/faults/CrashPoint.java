package dev.warren.stores.faults;

/** Where a worker process can be made to end itself: between any two steps of settling. */
enum CrashPoint {
    /** The store has granted a claim; its answer is not read yet. */
    AFTER_CLAIM,
    /** A handler has ended; nothing is recorded. */
    BEFORE_DECIDE,
    /** A decision that something follows from is recorded; nothing is published. */
    AFTER_DECIDE,
    /** What follows was written to the socket; no confirm has come. */
    AFTER_PUBLISH,
    /** What follows is confirmed; the worker does not know it yet. */
    AFTER_CONFIRM,
    /** The worker knows of the confirm and is about to mark. */
    BEFORE_MARK,
    /** All is recorded; the ack is not sent. */
    BEFORE_ACK
}
