package dev.warren.idempotency;

/** How a worker's lease stands. */
public enum Lease {
    /** It runs; what the worker has claimed is its own. */
    HELD,
    /** It had ended before it was renewed, and stays so: others may have taken over. Go on as a fresh {@link Owner}. */
    LAPSED
}
