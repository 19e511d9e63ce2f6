/** How many failed jobs a second come back by the delay ladder. Start reading at {@link dev.warren.benchmarks.retries.Retries}. */
@NullMarked
package dev.warren.benchmarks.retries;

import org.jspecify.annotations.NullMarked;
