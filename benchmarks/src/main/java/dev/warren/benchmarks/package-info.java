/** To be written. */
@NullMarked
package dev.warren.benchmarks;

import org.jspecify.annotations.NullMarked;
