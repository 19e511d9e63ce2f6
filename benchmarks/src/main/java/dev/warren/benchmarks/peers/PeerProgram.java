package dev.warren.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A peer's program: told by its first argument what to do, see {@link PeerCommand}. Workers run until they are ended.
 *
 * @param command how it is started
 * @param drainOptions what a worker is told besides the number of jobs
 * @param environment the addresses of its servers
 */
record PeerProgram(List<String> command, List<String> drainOptions, Map<String, String> environment) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);
    private static final String FIGURE = "figure ";
    private static final int LINES_TO_QUOTE = 5;

    PeerProgram {
        command = List.copyOf(command);
        drainOptions = List.copyOf(drainOptions);
        environment = Map.copyOf(environment);
    }

    /** Adds jobs, and answers how many a second. */
    double enqueue(String action, int jobs, Duration limit) throws Exception {
        return figure(figures(List.of(action, String.valueOf(jobs)), "enqueued", limit), "enqueued");
    }

    /** Runs a worker until so many jobs have run, and ends it. */
    Drained drain(int jobs, Duration limit) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(PeerCommand.DRAIN, String.valueOf(jobs)));
        arguments.addAll(drainOptions);
        Map<String, Double> figures = figures(arguments, "drained", limit);
        return new Drained(figure(figures, "drained"), figure(figures, "last"));
    }

    /**
     * How fast jobs ran, in jobs a second.
     *
     * @param whole from the first to the last
     * @param last the last third
     */
    record Drained(double whole, double last) {}

    private static double figure(Map<String, Double> figures, String name) {
        return Optional.ofNullable(figures.get(name))
                .orElseThrow(() -> new IllegalStateException("the program printed no figure " + name));
    }

    private Map<String, Double> figures(List<String> arguments, String until, Duration limit) throws Exception {
        Path output = Files.createTempFile("warren-peer", ".out");
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            return await(process, output, until, limit);
        } finally {
            end(process);
            Files.delete(output);
        }
    }

    private Map<String, Double> await(Process process, Path output, String until, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean ended = !process.isAlive();
            Map<String, Double> figures = read(output);
            if (figures.containsKey(until)) {
                return figures;
            }
            if (ended || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        command + (ended ? " ended" : " did not finish within " + limit.toSeconds() + " s")
                                + "; it said: " + lastLines(output));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static Map<String, Double> read(Path output) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        String text = Files.readString(output);
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(FIGURE))
                .map(line -> line.substring(FIGURE.length()).split("=", 2))
                .forEach(parts -> figures.put(parts[0], Double.valueOf(parts[1])));
        return figures;
    }

    private static String lastLines(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES_TO_QUOTE), lines.size()));
    }

    /** Some have processes of their own, which end with them if they are asked to end, but not if they are killed. */
    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
