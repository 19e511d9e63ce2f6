package dev.warren.console;

import dev.warren.console.completion.CompletionCommand;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.World;
import dev.warren.console.dead.DeadCommand;
import dev.warren.console.dead.UnroutedCommand;
import dev.warren.console.doctor.DoctorCommand;
import dev.warren.console.enqueue.EnqueueCommand;
import dev.warren.console.jobs.CancelCommand;
import dev.warren.console.jobs.FindCommand;
import dev.warren.console.jobs.ResultCommand;
import dev.warren.console.jobs.StatusCommand;
import dev.warren.console.lanes.LanesCommand;
import dev.warren.console.schema.SchemaCommand;
import dev.warren.console.topology.TopologyCommand;
import dev.warren.console.worker.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The program {@code warren}: every command group is registered here, and nowhere else. */
@Command(
        name = "warren",
        description = "Background jobs on RabbitMQ: enqueue them, run workers, look after queues and dead letters.",
        versionProvider = Version.class,
        subcommands = {
            CancelCommand.class,
            CompletionCommand.class,
            DeadCommand.class,
            DoctorCommand.class,
            EnqueueCommand.class,
            FindCommand.class,
            LanesCommand.class,
            ResultCommand.class,
            SchemaCommand.class,
            StatusCommand.class,
            TopologyCommand.class,
            UnroutedCommand.class,
            WorkerCommand.class,
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 the answer is no, 2 wrong usage or configuration, 69 broker or store unavailable,",
            "70 a defect of Warren, 130 interrupted."
        })
public final class Warren {
    private Warren() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        System.exit(run(World.ofProcess(), arguments));
    }

    /** Runs a command in a world; answers its {@link ExitCode}. */
    public static int run(World world, String... arguments) {
        try {
            return commandLine(world).execute(arguments);
        } catch (Error e) { // too little memory, say: the exit code must not look like an answer
            return new Failures(world.terminal()).defect(e);
        }
    }

    static CommandLine commandLine(World world) {
        CommandLine line = new CommandLine(new Warren())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExpandAtFiles(false) // @file is a payload's file
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.max(60, Math.min(world.terminal().columns(), 120)));
        line.getCommandSpec().mixinStandardHelpOptions(true);
        Types.register(line);
        Failures failures = new Failures(world.terminal());
        join(line, world);
        return line.setOut(world.terminal().outWriter())
                .setErr(world.terminal().errWriter())
                .setExecutionStrategy(new Running())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    private static void join(CommandLine line, World world) {
        for (CommandLine below : line.getSubcommands().values()) {
            CommandSpec spec = below.getCommandSpec();
            spec.addOption(helpOption());
            spec.usageMessage().abbreviateSynopsis(true);
            Common.join(spec, world);
            join(below, world);
        }
    }

    private static CommandLine.Model.OptionSpec helpOption() {
        return CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build();
    }
}
