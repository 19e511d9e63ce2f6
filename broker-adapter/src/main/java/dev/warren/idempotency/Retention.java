package dev.warren.idempotency;

import java.time.Duration;

/**
 * How long final records are kept, counted from a job's end. Deduplication reaches as far as this.
 *
 * @param succeeded jobs that succeeded in their first life; default 24 h
 * @param other dead, cancelled and expired jobs, and replayed ones, whose dead letters may still be about; default 90 days
 */
public record Retention(Duration succeeded, Duration other) {
    /** The defaults. */
    public static final Retention STANDARD = new Retention(Duration.ofHours(24), Duration.ofDays(90));

    /** Checks the bounds. */
    public Retention {
        if (succeeded.isNegative() || other.isNegative()) {
            throw new IllegalArgumentException(
                    "retention is " + succeeded + " and " + other + "; neither may be below zero");
        }
    }

    /** How long a final record is kept. */
    public Duration of(JobRecord record) {
        return isPlainSuccess(record) ? succeeded : other;
    }

    /** Whether a record is kept for the shorter of the two times. */
    static boolean isPlainSuccess(JobRecord record) {
        return record.status() == JobStatus.SUCCEEDED && record.coordinates().life() == 0;
    }
}
