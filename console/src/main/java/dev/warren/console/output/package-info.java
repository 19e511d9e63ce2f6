/**
 * What the program shows: tables, JSON, colour and progress. Start reading at {@link dev.warren.console.output.Output}. The answer goes to
 * stdout and nothing else does; progress, notes and errors go to stderr.
 *
 * <p>Knows no settings, no broker and no command.
 */
@NullMarked
package dev.warren.console.output;

import org.jspecify.annotations.NullMarked;
