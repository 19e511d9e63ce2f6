/** How long a lone job takes from its enqueueing to its handler. Start reading at {@link dev.warren.benchmarks.latency.Latency}. */
@NullMarked
package dev.warren.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
