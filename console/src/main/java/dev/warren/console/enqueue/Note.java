package dev.warren.console.enqueue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How far a run has come: everything before {@code offset} is enqueued or set aside.
 *
 * @param millis when the run began; with {@code salt} it makes the ids
 * @param salt see {@link LineIds}
 * @param offset so many bytes of the file are done
 * @param lines so many lines are done
 * @param enqueued so many jobs are confirmed
 * @param bad so many lines were set aside
 * @param done whether the file's end was reached
 * @param fingerprint of the bytes that are done; tells whether the file is still the same
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Note(
        long millis, long salt, long offset, long lines, long enqueued, long bad, boolean done, String fingerprint) {
    LineIds ids() {
        return new LineIds(millis, salt);
    }

    Note at(long newOffset, long newLines, long newEnqueued, long newBad, String newFingerprint) {
        return new Note(millis, salt, newOffset, newLines, newEnqueued, newBad, false, newFingerprint);
    }

    Note finished() {
        return new Note(millis, salt, offset, lines, enqueued, bad, true, fingerprint);
    }
}
