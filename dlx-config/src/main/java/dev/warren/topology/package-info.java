/** To be written. */
@NullMarked
package dev.warren.topology;

import org.jspecify.annotations.NullMarked;
