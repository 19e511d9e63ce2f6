/**
 * {@code warren enqueue}: one job, some jobs, or a file of jobs. Start reading at {@link dev.warren.console.enqueue.EnqueueCommand}; how a
 * file is resumed after a break stands in {@code FileRun}.
 *
 * <p>Knows no other command.
 */
@NullMarked
package dev.warren.console.enqueue;

import org.jspecify.annotations.NullMarked;
