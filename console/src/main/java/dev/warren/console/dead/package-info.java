/**
 * {@code warren dead} and {@code warren unrouted}: what was given up on, and what no queue would have. Start reading at
 * {@link dev.warren.console.dead.DeadCommand}. The work is done at the library's desks ({@link dev.warren.deadletter.DeadLetterDesk}); here
 * options become filters, and letters become tables, JSON and files.
 *
 * <p>Knows no other command.
 */
@NullMarked
package dev.warren.console.dead;

import org.jspecify.annotations.NullMarked;
