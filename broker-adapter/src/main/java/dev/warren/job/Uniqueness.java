package dev.warren.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * That of several jobs of a type with one unique key one is enough, or one at a time. Unlike an idempotency key, which makes messages the
 * same job for good, a unique key is free again when the job that has it has come far enough. Immutable; each method answers a changed copy.
 *
 * @param key what the jobs have in common, within namespace, tenant and job type: 1 to 255 bytes
 * @param span for how long one job has the key
 * @param time for how long in {@link Span#TIME}: 1 ms to 365 days; zero otherwise
 * @param onConflict what becomes of a job that finds the key taken
 */
public record Uniqueness(String key, Span span, Duration time, OnConflict onConflict) {
    private static final int MAX_KEY_BYTES = 255;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** For how long a job has its unique key. */
    public enum Span {
        /** While it waits. Only a publisher with a store knows of jobs that wait in queues. */
        STARTED,
        /** Until it has succeeded, is dead, cancelled or expired, its retries included. */
        FINISHED,
        /** While a worker runs it: a lock. Free between two attempts. */
        RUNNING,
        /** For a time from its start, or from its enqueueing by a publisher with a store. */
        TIME
    }

    /** What becomes of a job that finds its unique key taken. */
    public enum OnConflict {
        /** It is not run. Its record is cancelled, its outcome {@code skipped}. */
        SKIP,
        /** It waits on the delay ladder and asks again, at first after 1 s and at last every 30 s. */
        WAIT,
        /** It cancels the other if that has not begun, and else waits. Of two that replace, the one enqueued later wins. */
        REPLACE
    }

    /** Checks the bounds. */
    public Uniqueness {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (key.isBlank() || bytes > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the unique key has " + bytes + " bytes; it must have 1 to " + MAX_KEY_BYTES + ", not all blank");
        }
        boolean isTimed = span == Span.TIME;
        if (isTimed ? time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0 : !time.isZero()) {
            throw new IllegalArgumentException("a job is unique for " + time + " with the span " + span
                    + "; TIME takes 1 ms to " + LONGEST.toDays() + " days, the others none");
        }
    }

    /** Until the job that has the key is finished; others are skipped. */
    public static Uniqueness of(String key) {
        return new Uniqueness(key, Span.FINISHED, Duration.ZERO, OnConflict.SKIP);
    }

    /** Until the job that has the key is started: of those that wait, one is enough. */
    public Uniqueness untilStarted() {
        return new Uniqueness(key, Span.STARTED, Duration.ZERO, onConflict);
    }

    /** A lock: one runs at a time. */
    public Uniqueness whileRunning() {
        return new Uniqueness(key, Span.RUNNING, Duration.ZERO, onConflict);
    }

    /** One in this time: 1 ms to 365 days. */
    public Uniqueness during(Duration window) {
        return new Uniqueness(key, Span.TIME, window, onConflict);
    }

    /** A job that finds the key taken waits. */
    public Uniqueness waiting() {
        return new Uniqueness(key, span, time, OnConflict.WAIT);
    }

    /** A job that finds the key taken by one that has not begun cancels that. */
    public Uniqueness replacing() {
        return new Uniqueness(key, span, time, OnConflict.REPLACE);
    }
}
