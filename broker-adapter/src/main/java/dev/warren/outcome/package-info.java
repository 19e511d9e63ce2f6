/**
 * What came of an attempt, and what follows from it. Start reading at {@link dev.warren.outcome.Decider}: pure functions from an
 * attempt's result to a {@link dev.warren.outcome.Decision}. Knows no broker, store, clock or random source.
 */
@NullMarked
package dev.warren.outcome;

import org.jspecify.annotations.NullMarked;
