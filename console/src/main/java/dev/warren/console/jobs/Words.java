package dev.warren.console.jobs;

import dev.warren.console.output.Colour;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times and statuses in words for people. */
final class Words {
    private Words() {}

    static String ago(Instant time, Instant now) {
        Duration since = Duration.between(time, now);
        return since.isNegative() ? "in " + of(since.negated()) : of(since) + " ago";
    }

    /** With the two largest units at most. */
    static String of(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        }
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        if (time.compareTo(Duration.ofDays(1)) < 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toDays() + " d " + time.toHoursPart() + " h";
    }

    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static Colour colour(JobStatus status) {
        return switch (status) {
            case SUCCEEDED -> Colour.GOOD;
            case DEAD, DECIDED_DEAD -> Colour.BAD;
            case RETRYING, DECIDED_RETRY -> Colour.WARNING;
            case PENDING, RUNNING, DECIDED_SUCCEEDED -> Colour.PLAIN;
            case CANCELLED, EXPIRED -> Colour.DIM;
        };
    }

    /** What a status means, and what comes next. */
    static String meaning(JobRecord record) {
        return switch (record.status()) {
            case PENDING ->
                JobView.isOnlyEnqueued(record)
                        ? "enqueued; no worker has claimed it yet"
                        : "handed back unfinished by a worker that stopped; its message is in its lane's queue";
            case RUNNING -> "claimed by a worker, which runs it or is about to";
            case RETRYING ->
                "its last attempt failed or asked for more time; it waits on the delay ladder for the next run";
            case SUCCEEDED -> "done";
            case DEAD -> "given up on; it is among its lane's dead letters, from where it can be replayed";
            case CANCELLED -> "cancelled; its message is dropped when it comes";
            case EXPIRED -> "not started by its expires-at; it never ran";
            case DECIDED_RETRY -> "to run again; the message for the next run is being published";
            case DECIDED_DEAD -> "given up on; its dead letter is being published";
            case DECIDED_SUCCEEDED -> "done; what follows from it is being published";
        };
    }
}
