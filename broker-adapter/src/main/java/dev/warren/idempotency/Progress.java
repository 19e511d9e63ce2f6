package dev.warren.idempotency;

/**
 * How far an attempt is, in whatever its handler counts.
 *
 * @param done how much is done, from 0; more than {@code total} when that was too low a guess
 * @param total how much there is to do, from 0; 0 when that is unknown
 * @param note what it is at, for people; at most 1,024 characters, empty when there is nothing to say
 */
public record Progress(long done, long total, String note) {
    /** How long a note may be, in characters. */
    public static final int LONGEST_NOTE = 1_024;

    /** Checks the bounds. */
    public Progress {
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException("progress is " + done + " of " + total
                    + "; neither may be below zero, and a total of 0 is unknown");
        }
        if (note.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException("the note of a progress has " + note.length() + " characters; at most "
                    + LONGEST_NOTE + " are kept");
        }
    }
}
