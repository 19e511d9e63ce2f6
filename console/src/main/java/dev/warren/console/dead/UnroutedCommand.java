package dev.warren.console.dead;

import picocli.CommandLine.Command;

/** The group {@code warren unrouted}. */
@Command(
        name = "unrouted",
        description = "Look at messages that no queue would have, or send them to where they belong.",
        subcommands = {UnroutedListCommand.class, UnroutedReplayCommand.class})
public final class UnroutedCommand {}
