package dev.warren.console.dead;

import dev.warren.deadletter.DeadLetter;
import dev.warren.wire.DeathNote;
import java.time.Instant;
import java.util.Optional;

/** A dead letter in a list; what {@code --json} shows of each. */
record LetterRow(
        String lane,
        Optional<Instant> diedAt,
        Optional<String> type,
        Optional<String> id,
        String reason,
        int life,
        Optional<Integer> attempt,
        Optional<String> errorType,
        Optional<String> errorMessage) {
    private static final int WIDEST_ERROR = 60;

    static LetterRow of(DeadLetter letter) {
        DeathNote note = letter.note();
        return new LetterRow(
                letter.lane().value(),
                note.at(),
                letter.type(),
                letter.id(),
                note.reason(),
                note.life(),
                note.attempt(),
                note.errorType(),
                note.errorMessage().or(letter::flaw));
    }

    /** The failure in a few words, for a table. */
    String errorInShort() {
        String type =
                errorType.map(name -> name.substring(name.lastIndexOf('.') + 1)).orElse("");
        String message = errorMessage.orElse("");
        String all = type.isEmpty() || type.equals("malformed") || message.isEmpty()
                ? type + message
                : type + ": " + message;
        String words = type.equals("malformed") ? message : all;
        return words.length() <= WIDEST_ERROR ? words : words.substring(0, WIDEST_ERROR - 1) + "…";
    }
}
