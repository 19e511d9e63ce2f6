package dev.warren.publish;

import java.time.Duration;

/**
 * Work that is done turn by turn. Whoever takes the turns decides on which thread and by which clock: {@link SenderThreads} for a program,
 * a test or a simulation by hand. One turn after the other, never two at once.
 */
interface Turns {
    /** Does all that can be done now, and answers how long to rest if nothing new comes up meanwhile. */
    Duration turn();

    /** Whether no further turn is needed. */
    boolean isOver();

    /** Called once, after the last turn. */
    void end();
}
