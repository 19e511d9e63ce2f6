/**
 * From settings to connections: which broker, management API and store, whether that is safe, and how to open them. Start reading at
 * {@link dev.warren.console.connect.Common}, the options every command has, and {@link dev.warren.console.connect.Connections}.
 *
 * <p>Knows no command.
 */
@NullMarked
package dev.warren.console.connect;

import org.jspecify.annotations.NullMarked;
