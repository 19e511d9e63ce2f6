/** What a worker needs: memory for what waits in it, and time to start. Start reading at {@link dev.warren.benchmarks.footprint.Footprint}. */
@NullMarked
package dev.warren.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
