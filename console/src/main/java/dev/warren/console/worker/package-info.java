/**
 * {@code warren worker}: runs the jobs that a class path provides. Start reading at {@link dev.warren.console.worker.WorkerCommand}; what
 * the flags mean for slots and lanes is in {@code Pools}, which is pure.
 *
 * <p>Knows no other command.
 */
@NullMarked
package dev.warren.console.worker;

import org.jspecify.annotations.NullMarked;
