package dev.warren.console.dead;

import picocli.CommandLine.Command;

/** The group {@code warren dead}. */
@Command(
        name = "dead",
        description = "Look at dead letters, replay them, or remove them for good.",
        subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class, PurgeCommand.class})
public final class DeadCommand {}
