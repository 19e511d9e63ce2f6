/**
 * The command line {@code warren}. Start reading at {@link dev.warren.console.Warren}, which registers the commands; then at
 * {@code topology}, the smallest command group, as the pattern for others.
 *
 * <p>Rooms, from the ground up: {@code config} (settings and where they come from) and {@code output} (tables, JSON, colour, progress);
 * {@code connect} (opens broker, management API and store as the settings say); then one room for each command group. Command rooms do not
 * know each other, and none speaks AMQP: what a program of a user could also want stands in the library modules.
 */
@NullMarked
package dev.warren.console;

import org.jspecify.annotations.NullMarked;
