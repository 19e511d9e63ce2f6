/**
 * What becomes of jobs when the workers of one machine are killed, paused and replaced: worker processes on a real broker that share one
 * SQLite file, a ledger outside of Warren that all of them append to, and a checker that knows nothing of Warren. Start reading at
 * {@link dev.warren.stores.faults.WorkerKillIT}, then {@link dev.warren.stores.faults.Drill}.
 */
@NullMarked
package dev.warren.stores.faults;

import org.jspecify.annotations.NullMarked;
