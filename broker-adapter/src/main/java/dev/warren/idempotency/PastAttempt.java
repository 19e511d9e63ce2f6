package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.outcome.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * A hand-out of a job that is over and was not its last word.
 *
 * @param attempt the number of the attempt it was for, from 1
 * @param coordinates its life and run
 * @param owner who had it
 * @param startedAt when it was claimed, by the store's clock
 * @param endedAt when its end was written, by the store's clock: of one that was lost, when somebody took the job over
 * @param ending how it ended
 * @param error what went wrong, type and message; at most 256 characters, empty when nothing did
 */
public record PastAttempt(
        int attempt,
        Coordinates coordinates,
        Optional<Owner> owner,
        Instant startedAt,
        Instant endedAt,
        Ending ending,
        Optional<String> error) {
    /** How long an error may be, in characters. */
    public static final int LONGEST_ERROR = 256;

    /** How an attempt ended that was not the job's last word. */
    public enum Ending {
        /** It failed, and the job was to run again. */
        RETRIED,
        /** Its handler asked to be called later. */
        SNOOZED,
        /** The job was given up on with it. */
        DIED,
        /** Its worker went, or lost its lease, and another one took over. */
        LOST,
        /** Its worker stopped, and handed it back unfinished. */
        RELEASED
    }

    /** Checks the bounds. */
    public PastAttempt {
        if (attempt < 1) {
            throw new IllegalArgumentException("a past attempt has number " + attempt + "; they count from 1");
        }
        if (error.isPresent() && error.get().length() > LONGEST_ERROR) {
            throw new IllegalArgumentException("the error of a past attempt has "
                    + error.get().length() + " characters; at most " + LONGEST_ERROR + " are kept");
        }
    }

    /** What of a failure is kept here: its type and message, cut to {@link #LONGEST_ERROR} characters. */
    static String words(Failure failure) {
        String all = failure.message().isEmpty() ? failure.type() : failure.type() + ": " + failure.message();
        if (all.length() <= LONGEST_ERROR) {
            return all;
        }
        // Never between the two halves of a surrogate pair, which could not be encoded.
        int end = Character.isHighSurrogate(all.charAt(LONGEST_ERROR - 2)) ? LONGEST_ERROR - 2 : LONGEST_ERROR - 1;
        return all.substring(0, end) + "…";
    }
}
