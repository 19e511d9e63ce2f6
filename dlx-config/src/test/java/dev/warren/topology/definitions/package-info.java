/** Tests of {@code definitions}. */
@NullMarked
package dev.warren.topology.definitions;

import org.jspecify.annotations.NullMarked;
