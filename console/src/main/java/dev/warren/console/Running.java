package dev.warren.console;

import dev.warren.console.connect.Common;
import dev.warren.console.output.Logs;
import java.util.concurrent.Callable;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs the command that was named; one that was not named to the end shows its help as an error. */
final class Running implements IExecutionStrategy {
    @Override
    public int execute(ParseResult parsed) {
        CommandSpec chosen = last(parsed).commandSpec();
        if (helpIsAsked(parsed)) {
            return new RunLast().execute(parsed);
        }
        if (chosen.userObject() instanceof Runnable || chosen.userObject() instanceof Callable) {
            if (common(chosen) instanceof Common common && common.isVerbose()) {
                Logs.showDetails();
            }
            return new RunLast().execute(parsed);
        }
        throw new ParameterException(
                chosen.commandLine(),
                "a command is missing after '" + chosen.qualifiedName() + "': one of "
                        + String.join(", ", chosen.subcommands().keySet()));
    }

    private static boolean helpIsAsked(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested());
    }

    private static ParseResult last(ParseResult parsed) {
        return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
    }

    private static Object common(CommandSpec command) {
        CommandSpec mixin = command.mixins().get(Common.MIXIN);
        return mixin == null ? command : mixin.userObject();
    }
}
