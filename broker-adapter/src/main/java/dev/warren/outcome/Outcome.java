package dev.warren.outcome;

import java.util.Locale;

/** What a delivery came to; the tag {@code status} of {@code jobs.processed} and the field {@code outcome} of every log line. */
public enum Outcome {
    /** The handler did its work. */
    SUCCEEDED,
    /** Failed, and comes back after a delay. */
    RETRY,
    /** The handler asked to be called later. */
    SNOOZED,
    /** Given up on: now a dead letter. */
    DEAD,
    /** Put off before it was claimed: not yet due, held elsewhere, or of a type unknown here. */
    DEFERRED,
    /** Not started by its {@code expires-at}. */
    EXPIRED,
    /** Cancelled before it was started. */
    CANCELLED,
    /** Not run, because another job had its unique key. */
    SKIPPED,
    /** Done, dead or running already: absorbed. */
    DUPLICATE,
    /** From a run or a life that is over: dropped. */
    STALE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and logs. */
    public String label() {
        return label;
    }
}
