/**
 * Warren with a rule of its protocol switched off, for the suite to show that it would notice: decorators around the ports to broker and
 * store. Start reading at {@link dev.warren.chaos.broken.Breakage}. Knows nothing of the rest of the suite.
 */
@NullMarked
package dev.warren.chaos.broken;

import org.jspecify.annotations.NullMarked;
