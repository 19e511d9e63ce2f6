package dev.warren.chaos;

import dev.warren.chaos.check.Verdict;
import dev.warren.chaos.faults.Faults;
import dev.warren.chaos.servers.ServerException;
import java.nio.file.Path;

/** The program behind {@code dev/chaos}. */
public final class Chaos {
    private static final int VIOLATED = 1;
    private static final int USAGE = 64;
    private static final int MISSING = 69;

    private Chaos() {}

    /** {@code DEV-FOLDER RUNS-FOLDER OPTION...}. */
    public static void main(String[] arguments) throws Exception {
        String[] options = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
        System.exit(run(Path.of(arguments[0]), Path.of(arguments[1]), options));
    }

    private static int run(Path dev, Path runs, String[] options) throws Exception {
        if (java.util.List.of(options).contains("--list")) {
            Faults.all().forEach(fault -> System.out.println(fault.word()));
            return 0;
        }
        Settings settings;
        try {
            settings = Settings.of(options);
        } catch (Settings.UsageException e) {
            System.err.println("error: " + e.getMessage() + " Try --help.");
            return USAGE;
        }
        try (Director director = Director.prepare(settings, dev, runs)) {
            Verdict verdict = director.run();
            return verdict.holds() ? 0 : VIOLATED;
        } catch (ServerException e) {
            System.err.println("error: " + e.getMessage());
            return e.exitCode() == USAGE ? USAGE : MISSING;
        }
    }
}
