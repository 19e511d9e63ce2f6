/** To be written. */
@NullMarked
package dev.warren.lanes;

import org.jspecify.annotations.NullMarked;
