package dev.warren.console;

import dev.warren.WarrenException;
import dev.warren.console.config.Nearest;
import dev.warren.console.config.UsageError;
import dev.warren.console.output.Printable;
import dev.warren.console.output.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence on stderr and an {@link ExitCode}. Only a defect of our own shows a stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String said = failure instanceof UnmatchedArgumentException unmatched
                ? sentence(unmatched, command)
                : failure.getMessage();
        say(said);
        terminal.err().println("See " + command.qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String sentence(UnmatchedArgumentException failure, CommandSpec command) {
        String given = failure.getUnmatched().get(0);
        if (given.startsWith("-")) {
            String name = given.replaceFirst("=.*", "");
            return "'" + command.qualifiedName() + "' has no option '" + name + "'."
                    + Nearest.hint(name, optionNames(command));
        }
        Collection<String> commands = command.subcommands().keySet();
        return commands.isEmpty()
                ? "'" + command.qualifiedName() + "' takes no further argument, and '" + given
                        + "' is one. Quote what belongs together"
                : "'" + command.qualifiedName() + "' has no command '" + given + "'." + Nearest.hint(given, commands);
    }

    private static List<String> optionNames(CommandSpec command) {
        List<String> names = new ArrayList<>();
        command.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        if (failure instanceof UsageError) {
            say(String.valueOf(failure.getMessage()));
            return ExitCode.USAGE;
        }
        if (failure instanceof WarrenException) {
            say(String.valueOf(failure.getMessage()));
            return ExitCode.UNAVAILABLE;
        }
        if (failure instanceof InterruptedException) {
            say("interrupted");
            return ExitCode.INTERRUPTED;
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            say("a file or stream can't be read or written: " + failure.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        return defect(failure);
    }

    /** Says what went wrong that nobody foresaw, with all that helps to find it. */
    int defect(Throwable failure) {
        say("this is a defect of Warren; please report it with what follows: " + failure);
        failure.printStackTrace(terminal.err());
        return ExitCode.DEFECT;
    }

    private void say(String sentence) {
        terminal.err().println("warren: " + Printable.of(sentence));
    }
}
