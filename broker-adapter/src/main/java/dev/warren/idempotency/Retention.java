package dev.warren.idempotency;

import java.time.Duration;

/**
 * How long final records are kept, counted from a job's end, each up to 36,500 days. Deduplication reaches as far as this.
 *
 * @param succeeded jobs that succeeded in their first life; default 24 h
 * @param other dead, cancelled and expired jobs, and replayed ones, whose dead letters may still be about; default 90 days. A
 *     cancelled job that would have been due after its cancellation is kept that much longer: its message is still to come
 */
public record Retention(Duration succeeded, Duration other) {
    /** Keeps the sum of a job's end and its retention within what an {@link java.time.Instant} holds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** The defaults. */
    public static final Retention STANDARD = new Retention(Duration.ofHours(24), Duration.ofDays(90));

    /** Checks the bounds. */
    public Retention {
        if (isOutOfBounds(succeeded) || isOutOfBounds(other)) {
            throw new IllegalArgumentException("retention is " + succeeded + " and " + other
                    + "; neither may be below zero, nor above " + LONGEST.toDays() + " days");
        }
    }

    private static boolean isOutOfBounds(Duration kept) {
        return kept.isNegative() || kept.compareTo(LONGEST) > 0;
    }

    /** How long a final record is kept, from its end. */
    public Duration of(JobRecord record) {
        return isPlainSuccess(record) ? succeeded : other.plus(awaited(record));
    }

    private static Duration awaited(JobRecord record) {
        Duration wait = record.finishedAt()
                .filter(end -> record.status() == JobStatus.CANCELLED)
                .map(end -> Duration.between(end, record.dueAt()))
                .orElse(Duration.ZERO);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Whether a record is kept for the shorter of the two times. */
    static boolean isPlainSuccess(JobRecord record) {
        return record.status() == JobStatus.SUCCEEDED && record.coordinates().life() == 0;
    }
}
