/**
 * {@code warren topology}: declare what Warren has on a broker, compare it with what is there, export it. The smallest command group, and
 * the pattern for the others: {@link dev.warren.console.topology.TopologyCommand} is all that is public, each command is a class with a
 * mixin of {@link dev.warren.console.connect.Common} options, and its {@code call} asks the library, gives one answer in two forms, and
 * returns an exit code.
 *
 * <p>Knows no other command.
 */
@NullMarked
package dev.warren.console.topology;

import org.jspecify.annotations.NullMarked;
