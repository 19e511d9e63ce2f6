/**
 * Fuzz targets of this module: each takes bytes, and throws when a promise about bad input is broken. The build runs them on the corpus
 * below {@code src/test/resources/fuzz} and on small changes of it; {@code dev/fuzz} runs them for as long as you like. Start reading at
 * {@link dev.warren.fuzz.MessageFuzz}.
 */
@NullMarked
package dev.warren.fuzz;

import org.jspecify.annotations.NullMarked;
