/** To be written. */
@NullMarked
package dev.warren.job;

import org.jspecify.annotations.NullMarked;
