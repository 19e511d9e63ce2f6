package dev.warren.stores.faults;

import java.util.Optional;

/**
 * One line of the ledger.
 *
 * @param event what happened
 * @param id the job, or {@link #NONE}
 * @param attempt the attempt's number, or 0
 * @param pid the process it happened to
 * @param run tells the runs of one process apart; or the fence of a decision; or 0
 * @param micros when, since 1970
 * @param detail what else there is to say, or {@link #NONE}
 */
record Entry(Event event, String id, int attempt, long pid, long run, long micros, String detail) {
    static final String NONE = "-";

    /** The detail of an {@link Event#END} that means success. */
    static final String OK = "ok";

    /** What a line can be about. */
    enum Event {
        /** An enqueue is about to be asked for. */
        TRIED,
        /** An enqueue was confirmed. */
        CONFIRMED,
        /** A handler begins. */
        START,
        /** A handler ends; the detail says how. */
        END,
        /** The store has recorded a decision; the detail is its outcome. */
        RECORDED,
        /** A process ends itself at an armed point, which the detail names. */
        CRASHING,
        /** A process is about to be killed from outside. */
        KILLING,
        /** A process is about to be asked to stop. */
        STOPPING,
        /** A process has been paused: nothing of it began after this. */
        PAUSED,
        /** A paused process is about to go on. */
        RESUMING,
        /** A process that stops has handed everything back. */
        HANDED_BACK,
        /** A process has ended. */
        GONE
    }

    String line() {
        return event + " " + id + " " + attempt + " " + pid + " " + run + " " + micros + " " + detail + "\n";
    }

    /** Reads what {@link #line} wrote; empty when it is no such line. */
    static Optional<Entry> read(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 7) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Entry(
                    Event.valueOf(words[0]),
                    words[1],
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    words[6]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
