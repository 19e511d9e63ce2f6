package dev.warren.deadletter;

import dev.warren.idempotency.JobRecord;
import dev.warren.outcome.DeadReason;
import dev.warren.wire.DeathNote;

/** Whether a dead letter is void because its job has gone on: a replay of it would be dropped as stale. */
final class Supersession {
    private Supersession() {}

    /**
     * By the record of the letter's key.
     *
     * <p>A letter that the broker gave up on may itself be the message of the life that follows the one in its headers, when it had been
     * moved back before: it is superseded by a life beyond that one, or by that one's end.
     */
    static boolean isSuperseded(DeadLetter letter, JobRecord record) {
        boolean another = letter.id().filter(record.id().value()::equals).isEmpty()
                || letter.note().reason().equals(DeadReason.KEY_CONFLICT.wireName());
        if (another) {
            return false; // the record is of the job that had the key first
        }
        int ended = letter.note().life();
        int now = record.coordinates().life();
        if (letter.note().author() != DeathNote.Author.BROKER) {
            return now > ended;
        }
        return now > ended + 1 || (now == ended + 1 && record.status().isFinal());
    }
}
