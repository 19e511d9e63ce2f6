package dev.warren.turns;

import java.time.Duration;

/**
 * Work that is done in turns and never waits by itself, so that a {@link TurnThread} can drive it, or a simulation in time of its own.
 * Only the store and the broker may hold a turn up. One turn at a time.
 */
public interface Turns {
    /** How long to rest when nothing is known to be due. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * Does what can be done now. May be called at any time: what is not due yet is left for later.
     *
     * @return how long to rest if there is no news; zero when more can be done at once
     */
    Duration turn();

    /** Has {@code wake} called, by any thread, when there is news. Before the first turn. By default there never is any: it goes by time. */
    default void onNews(Runnable wake) {}

    /** Whether no further turn is needed. By default never: whoever takes the turns decides. */
    default boolean isOver() {
        return false;
    }

    /** Called once, after the last turn. */
    default void end() {}
}
