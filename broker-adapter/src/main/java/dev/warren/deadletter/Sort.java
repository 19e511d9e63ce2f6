package dev.warren.deadletter;

/** What a message is to the work at hand. */
enum Sort {
    NOT_MEANT,
    /** Meant, but its job has gone on since. */
    SUPERSEDED,
    /** Meant, but the same as one before. */
    DOUBLE,
    /** Meant, but nobody knows where it should go; it stays. */
    HOMELESS,
    MEANT
}
