/**
 * Jobs seen from outside, by the store: their status, their results, an end to those that should not run. Start reading at
 * {@link dev.warren.client.JobClient}. Knows nothing of workers: it speaks to them only by the control exchange.
 */
@NullMarked
package dev.warren.client;

import org.jspecify.annotations.NullMarked;
