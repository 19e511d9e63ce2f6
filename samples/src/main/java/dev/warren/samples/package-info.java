/** To be written. */
@NullMarked
package dev.warren.samples;

import org.jspecify.annotations.NullMarked;
