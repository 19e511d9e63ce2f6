/** Tests of {@code declare}. */
@NullMarked
package dev.warren.topology.declare;

import org.jspecify.annotations.NullMarked;
