package dev.warren.chaos.ledger;

import java.util.Optional;

/**
 * One line of a ledger.
 *
 * @param event what happened
 * @param micros when, on the machine's monotonic clock, which all processes of a machine read alike and nobody can move
 * @param id the job, or the process or fault a director's line is about; or {@link #NONE}
 * @param number the attempt, the fault's number, or the exit code; or 0
 * @param detail what else there is to say, or {@link #NONE}
 */
public record Line(Event event, long micros, String id, int number, String detail) {
    /** Stands where there is nothing to say. */
    public static final String NONE = "-";

    /** The detail of an {@link Event#END} whose work was done. */
    public static final String OK = "ok";

    private static final int WORDS = 5;

    /** What a line can be about, and on which side of the event it is written: so that a process killed in between misleads nobody. */
    public enum Event {
        /** Before a job is given away: what was never tried and appears is from nowhere. */
        TRIED,
        /** After the confirm, or the commit of an outbox: what is promised must end. */
        CONFIRMED,
        /** Before a cancellation is asked for: from now on the job may be cancelled. */
        CANCELLING,
        /** After it was answered: from now on the job must be. */
        CANCELLED,
        /** Before a handler does anything: an attempt that was begun is on record. */
        START,
        /** After a handler did everything: work that is on record was done. The detail says how it ended. */
        END,
        /** Before a fault strikes; the detail is its name. */
        STRUCK,
        /** After what it struck can work again. */
        HEALED,
        /** Before a process is killed or asked to stop; the detail is the signal. */
        ENDING,
        /** After a process has ended; the number is its exit code, the detail whether it had been ready. */
        GONE
    }

    /** A line of now. */
    public static Line now(Event event, String id, int number, String detail) {
        return new Line(event, System.nanoTime() / 1_000, id, number, detail);
    }

    /** A line of now about a job. */
    public static Line now(Event event, String id) {
        return now(event, id, 0, NONE);
    }

    /** As it is written, with its end of line. */
    public String text() {
        return event + " " + micros + " " + id + " " + number + " " + detail + "\n";
    }

    /** Reads what {@link #text} wrote; empty when it is no such line. */
    public static Optional<Line> read(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != WORDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Line(
                    Event.valueOf(words[0]), Long.parseLong(words[1]), words[2], Integer.parseInt(words[3]), words[4]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
