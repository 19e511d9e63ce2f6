/** What a store alone can do, without a broker. Start reading at {@link dev.warren.benchmarks.stores.StoreBench}. */
@NullMarked
package dev.warren.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
