/**
 * Small programs to copy from. Start reading at {@link dev.warren.samples.FirstJob}; each package below is one kind of job with a
 * {@code main} of its own, and {@code quickstart} puts them together. Samples use Warren as any program would: nothing in Warren knows
 * them.
 */
@NullMarked
package dev.warren.samples;

import org.jspecify.annotations.NullMarked;
