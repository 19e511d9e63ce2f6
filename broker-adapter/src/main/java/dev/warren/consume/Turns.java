package dev.warren.consume;

import java.time.Duration;

/**
 * Work that is done in turns and never waits by itself, so that a {@link TurnThread} can drive it, or a simulation in time of its own.
 * Only the store and the broker may hold a turn up. One turn at a time.
 */
interface Turns {
    /** How long to rest when nothing is known to be due. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * Does what can be done now. May be called at any time: what is not due yet is left for later.
     *
     * @return how long to rest if there is no news from this turn on; zero when more can be done at once. News is told once, so a turn that
     *     leaves some of it undone must answer zero, or the time after which it goes on
     */
    Duration turn();

    /** Has {@code wake} called, by any thread, when there is news. Before the first turn. */
    void onNews(Runnable wake);
}
