package dev.warren.benchmarks.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process of its own that does part of a measurement. Its standard output is kept; what it says on standard error goes to ours. */
public final class Program implements AutoCloseable {
    private static final String FIGURE = "figure ";

    private final Path output;
    private final Process process;

    private Program(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** Starts it. */
    public static Program start(List<String> command) throws IOException {
        Path output = Files.createTempFile("warren-bench", ".out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Program(output, process);
    }

    /** Runs it to its end, and answers what it printed. */
    public static List<String> linesOf(List<String> command, Duration limit) throws Exception {
        try (Program program = start(command)) {
            return program.linesAtEnd(limit);
        }
    }

    /** Runs it to its end, and answers the figures it printed by {@link #print}. */
    public static Map<String, Double> figuresOf(List<String> command, Duration limit) throws Exception {
        return figures(linesOf(command, limit));
    }

    /** Prints a figure for whoever started this process. */
    @SuppressWarnings("SystemOut") // the way to the parent
    public static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s=%.3f%n", FIGURE, name, value);
    }

    /** The figures among lines. */
    public static Map<String, Double> figures(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(FIGURE))
                .map(line -> line.substring(FIGURE.length()).split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1])));
    }

    /** The process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Stops it where it is, until {@link #resume}. */
    public void pause() throws Exception {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("could not send " + name + " to process " + process.pid());
        }
    }

    /** Waits until it has ended well, and answers what it printed. */
    public List<String> linesAtEnd(Duration limit) throws Exception {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("a program did not end within " + limit.toSeconds() + " s: " + said());
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("a program ended with exit code " + process.exitValue() + ": " + said());
        }
        return Files.readAllLines(output);
    }

    private String said() throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    /** Ends it, if it runs. */
    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(output);
    }
}
