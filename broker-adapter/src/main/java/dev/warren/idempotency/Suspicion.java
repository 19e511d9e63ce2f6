package dev.warren.idempotency;

/** Whether a job may be what brought its worker down. A suspect runs with no other suspect beside it, and its start is written first. */
public enum Suspicion {
    /** Claimed in the normal way. */
    NONE,
    /** A worker ended without settling it; whether its handler had begun is unknown. */
    SUSPECT,
    /** A suspect whose start is on record: if this worker ends too, the job is blamed for it. */
    STARTED
}
