package dev.warren.deadletter;

/**
 * What was seen and done in a queue.
 *
 * @param there how many messages waited in the queue at the start; what others held, or came later, is not among them
 * @param seen how many of them were looked at
 * @param matched how many of those were meant, superseded ones and doubles included
 * @param done how many of the meant ones were shown, replayed or removed
 * @param superseded how many were meant whose job has begun a later life since; they are never shown or replayed, and removed without
 *     a replay
 * @param doubles how many were meant that are the same letter as one before; they count as one, and go with it
 */
public record Tally(long there, long seen, long matched, long done, long superseded, long doubles) {
    /** Nothing yet, of so many. */
    static Tally of(long there) {
        return new Tally(there, 0, 0, 0, 0, 0);
    }

    /** Whether all that waited at the start was looked at. */
    public boolean isComplete() {
        return seen >= there;
    }

    Tally plusSeen() {
        return new Tally(there, seen + 1, matched, done, superseded, doubles);
    }

    Tally plusMatched() {
        return new Tally(there, seen, matched + 1, done, superseded, doubles);
    }

    Tally plusDone() {
        return new Tally(there, seen, matched, done + 1, superseded, doubles);
    }

    Tally plusSuperseded() {
        return new Tally(there, seen, matched, done, superseded + 1, doubles);
    }

    Tally plusDouble() {
        return new Tally(there, seen, matched, done, superseded, doubles + 1);
    }
}
