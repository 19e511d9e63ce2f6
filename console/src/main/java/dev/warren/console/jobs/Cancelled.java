package dev.warren.console.jobs;

import dev.warren.console.output.Colour;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.JobId;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one job that was to be cancelled.
 *
 * @param id the job id; the key of one that nobody has seen
 * @param answer {@code cancelled}, {@code too_late}, {@code try_again}, {@code unknown} or {@code ambiguous}
 * @param sentence what that means for this job, and what to do
 */
record Cancelled(String id, String answer, String sentence) {
    static Cancelled unknown(JobId id) {
        return new Cancelled(
                id.value(),
                "unknown",
                "job " + id + ": the store does not know it. If its message still waits, cancel it by --type and --key"
                        + " (the key is the id, unless its producer set idempotency-key); 'warren status " + id
                        + "' says what else may be");
    }

    static Cancelled ambiguous(JobId id) {
        return new Cancelled(
                id.value(),
                "ambiguous",
                "job " + id + ": several jobs have this id, and none was cancelled. Say which with --type or --tenant;"
                        + " 'warren status " + id + "' lists them");
    }

    static Cancelled known(Telling telling, JobRecord record) {
        CancelAnswer answer = telling.cancel(record.key());
        return answer == CancelAnswer.CANCELLED && record.status() == JobStatus.RUNNING
                ? inHand(record, telling.tell(record.key()))
                : of(record.id().value(), answer, record.status());
    }

    private static Cancelled inHand(JobRecord record, Optional<String> trouble) {
        String workers = trouble.map(why -> "The workers could not be told, so its handler goes on (" + why + ")")
                .orElse("It was told to interrupt the handler");
        return new Cancelled(
                record.id().value(),
                name(CancelAnswer.CANCELLED),
                "job " + record.id() + ": it was with a worker. " + workers
                        + "; what it did outside stays done, its end changes nothing, and no retry, follow-up or dead letter"
                        + " comes of it");
    }

    /** Of a job that no worker may have seen; what the store knew of it is asked first. */
    static Cancelled unseen(Telling telling, JobKey key) {
        return telling.store()
                .find(key)
                .map(record -> known(telling, record))
                .orElseGet(() -> firstHeardOf(telling, key));
    }

    private static Cancelled firstHeardOf(Telling telling, JobKey key) {
        CancelAnswer answer = telling.cancel(key);
        return answer == CancelAnswer.CANCELLED
                ? new Cancelled(
                        key.key(),
                        name(answer),
                        "job of key " + key.key()
                                + ": no worker has seen it; its message will be dropped when it comes, for as"
                                + " long as this is remembered (90 days, unless set otherwise)")
                : of(key.key(), answer, JobStatus.RUNNING);
    }

    private static Cancelled of(String id, CancelAnswer answer, JobStatus before) {
        return new Cancelled(id, name(answer), "job " + id + ": " + meaning(answer, before));
    }

    private static String name(CancelAnswer answer) {
        return answer.name().toLowerCase(Locale.ROOT);
    }

    /** As {@code docs/settling.md} has it. */
    private static String meaning(CancelAnswer answer, JobStatus before) {
        return switch (answer) {
            case CANCELLED ->
                switch (before) {
                    case CANCELLED -> "it had been cancelled before";
                    default -> "it will not run again; its message will be dropped when it comes";
                };
            case TOO_LATE -> "it has ended, or that is decided; 'warren status' tells how";
            case TRY_AGAIN -> "its retry is being published at this moment; ask again in a second";
        };
    }

    boolean isDone() {
        return answer.equals("cancelled");
    }

    Colour colour() {
        return isDone() ? Colour.GOOD : answer.equals("try_again") ? Colour.WARNING : Colour.BAD;
    }
}
