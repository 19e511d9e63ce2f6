/**
 * Work that is done in turns, and the thread that does them. Public only because several rooms above work so; users have no business here.
 * Start reading at {@link dev.warren.turns.Turns}. Knows nothing of jobs or brokers.
 */
@NullMarked
package dev.warren.turns;

import org.jspecify.annotations.NullMarked;
