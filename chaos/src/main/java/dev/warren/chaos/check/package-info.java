/**
 * What became of every job: {@link dev.warren.chaos.check.Checker} compares the ledgers with what is left in store and queues, which
 * {@link dev.warren.chaos.check.Look} reads without Warren. Start reading at {@link dev.warren.chaos.check.Invariant}. Uses none of Warren's code.
 */
@NullMarked
package dev.warren.chaos.check;

import org.jspecify.annotations.NullMarked;
