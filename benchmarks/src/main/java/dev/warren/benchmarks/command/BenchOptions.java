package dev.warren.benchmarks.command;

import dev.warren.benchmarks.Size;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param size quick or full
 * @param only the measurements' names; empty for all
 * @param rounds 1 to 99
 * @param versions of the brokers
 * @param out where report, chart and results go
 * @param print what to print on standard output in the end
 */
record BenchOptions(Size size, List<String> only, int rounds, List<String> versions, Path out, Print print) {
    private static final int FULL_ROUNDS = 3;
    private static final int MOST_ROUNDS = 99;
    private static final List<String> KNOWN_VERSIONS = List.of("installed", "3.10", "4.0", "4.3");
    private static final List<String> FULL_VERSIONS = List.of("3.10", "4.3");
    private static final List<String> QUICK_VERSIONS = List.of("installed");
    private static final Path DEFAULT_OUT = Path.of("target", "bench");

    /** What is printed on standard output. */
    enum Print {
        /** The report. */
        REPORT,
        /** The results as JSON. */
        JSON,
        /** The names of the measurements, and nothing is measured. */
        NAMES
    }

    /** An option that is wrong. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    /** Reads the options; the script has dealt with {@code --help}. */
    static BenchOptions parse(String... arguments) throws UsageException {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        Size size = left.contains("--quick") ? Size.QUICK : Size.FULL;
        BenchOptions options = size == Size.QUICK
                ? new BenchOptions(size, List.of(), 1, QUICK_VERSIONS, DEFAULT_OUT, Print.REPORT)
                : new BenchOptions(size, List.of(), FULL_ROUNDS, FULL_VERSIONS, DEFAULT_OUT, Print.REPORT);
        while (!left.isEmpty()) {
            options = options.with(left.removeFirst(), left);
        }
        return options;
    }

    private BenchOptions with(String option, Deque<String> left) throws UsageException {
        return switch (option) {
            case "--quick" -> this;
            case "--json" -> new BenchOptions(size, only, rounds, versions, out, Print.JSON);
            case "--list" -> new BenchOptions(size, only, rounds, versions, out, Print.NAMES);
            case "--only" -> new BenchOptions(size, list(option, left), rounds, versions, out, print);
            case "--rounds" -> new BenchOptions(size, only, rounds(option, left), versions, out, print);
            case "--versions" -> new BenchOptions(size, only, rounds, versions(option, left), out, print);
            case "--out" -> new BenchOptions(size, only, rounds, versions, Path.of(value(option, left)), print);
            default -> throw new UsageException("there is no option \"" + option + "\"");
        };
    }

    private static String value(String option, Deque<String> left) throws UsageException {
        String value = left.pollFirst();
        if (value == null || value.isBlank() || value.startsWith("--")) {
            throw new UsageException(option + " needs a value");
        }
        return value;
    }

    private static List<String> list(String option, Deque<String> left) throws UsageException {
        return List.of(value(option, left).split(","));
    }

    private static int rounds(String option, Deque<String> left) throws UsageException {
        String value = value(option, left);
        if (!value.matches("[1-9][0-9]?")) {
            throw new UsageException(option + " needs a number from 1 to " + MOST_ROUNDS + ", not \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }

    private static List<String> versions(String option, Deque<String> left) throws UsageException {
        List<String> versions = list(option, left);
        for (String version : versions) {
            if (!KNOWN_VERSIONS.contains(version)) {
                throw new UsageException(
                        "there is no version \"" + version + "\"; choose of " + String.join(", ", KNOWN_VERSIONS));
            }
        }
        return versions;
    }
}
