/** The command {@code dev/bench}: reads its options, starts servers, has everything measured in rounds, and writes the report. Start reading at {@link dev.warren.benchmarks.command.Bench}. */
@NullMarked
package dev.warren.benchmarks.command;

import org.jspecify.annotations.NullMarked;
