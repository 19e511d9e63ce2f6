package dev.warren.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The program as a process of its own on a terminal of its own, which {@code script} (util-linux) makes: what a person sees and types. */
public final class OnTerminal {
    private static final long LONGEST_SECONDS = 60;

    private OnTerminal() {}

    /**
     * What was seen.
     *
     * @param exitCode how it ended
     * @param screen all that was written, stdout and stderr, as a terminal gets it
     */
    public record Seen(int exitCode, String screen) {}

    /** Runs a command in a directory, with an environment of its own, and types {@code input}. */
    public static Seen run(Path directory, Map<String, String> environment, String input, String... arguments) {
        List<String> program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.warren.console.Warren"));
        program.addAll(Arrays.asList(arguments));
        String line = program.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return run(
                new ProcessBuilder("script", "-qec", line, "/dev/null").directory(directory.toFile()),
                environment,
                input);
    }

    private static Seen run(ProcessBuilder builder, Map<String, String> environment, String input) {
        builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_") || name.startsWith("RABBITMQ_"));
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        try {
            Process process = builder.redirectErrorStream(true).start();
            try (OutputStream typed = process.getOutputStream()) {
                typed.write(input.getBytes(StandardCharsets.UTF_8));
                typed.flush();
                String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("it did not end: " + screen);
                }
                return new Seen(process.exitValue(), screen);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
