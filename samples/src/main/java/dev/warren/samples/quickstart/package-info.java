/** One run of all samples on a real broker, told as it happens and checked at the end. Start reading at {@link dev.warren.samples.quickstart.QuickStart}. The samples must not know it. */
@NullMarked
package dev.warren.samples.quickstart;

import org.jspecify.annotations.NullMarked;
