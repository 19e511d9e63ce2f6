/**
 * Lanes: how the slots of a worker, each of which runs one job at a time, are shared between the lanes it serves.
 *
 * <p>Start reading at {@link dev.warren.lanes.LaneShares}, the policy a user chooses. It makes a {@link dev.warren.lanes.SlotPicker},
 * which answers one question: which lane does the next free slot serve? {@link dev.warren.lanes.Prefetch} says how many deliveries of a
 * lane may wait in the worker.
 *
 * <p>Everything here is arithmetic over numbers that are passed in. This package must not know AMQP, threads, locks or the clock.
 */
@NullMarked
package dev.warren.lanes;

import org.jspecify.annotations.NullMarked;
