package dev.warren.console.topology;

import picocli.CommandLine.Command;

/** The group {@code warren topology}. */
@Command(
        name = "topology",
        description = "Declare, check or export exchanges, queues and bindings.",
        subcommands = {CheckCommand.class, DeclareCommand.class, ExportCommand.class})
public final class TopologyCommand {}
