/**
 * {@code warren status}, {@code find}, {@code result} and {@code cancel}: what the idempotency store knows of jobs. Start reading at
 * {@link dev.warren.console.jobs.StatusCommand}; {@link dev.warren.console.jobs.JobView} is how a job is shown.
 *
 * <p>A broker is spoken to only by {@code cancel}, to have a handler interrupted; a job that no worker has claimed yet is in the store only if its producer told it.
 */
@NullMarked
package dev.warren.console.jobs;

import org.jspecify.annotations.NullMarked;
