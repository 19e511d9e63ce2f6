/** Tests of the topology as a value, and of what it does on a real broker ({@code IT}). */
@NullMarked
package dev.warren.topology;

import org.jspecify.annotations.NullMarked;
