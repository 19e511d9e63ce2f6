/** A job that can't succeed, to see what becomes of it. Start reading at {@link dev.warren.samples.hopeless.HopelessSample}. Knows no other sample. */
@NullMarked
package dev.warren.samples.hopeless;

import org.jspecify.annotations.NullMarked;
