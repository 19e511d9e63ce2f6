/** Tests of {@code check}. */
@NullMarked
package dev.warren.topology.check;

import org.jspecify.annotations.NullMarked;
