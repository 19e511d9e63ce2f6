package dev.warren.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, as a user starts it; its streams go to files. */
public final class Launched {
    private static final long LONGEST_SECONDS = 120;

    /** Of a process's mask of signals. */
    private static final long SIGINT_BIT = 1L << (2 - 1);

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it in a directory, with an environment of its own. */
    public static Launched in(Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.warren.console.Warren"));
        command.addAll(List.of(arguments));
        return of(command, directory, environment);
    }

    /** Starts any command. */
    public static Launched of(List<String> command, Path directory, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile(directory, "stdout", "");
            Path err = Files.createTempFile(directory, "stderr", "");
            ProcessBuilder builder = new ProcessBuilder(hearingInterrupts(command))
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_") || name.startsWith("RABBITMQ_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            // After a failure nobody may be left to end it.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-launched"));
            return new Launched(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a script starts in the background ignores SIGINT, hands that on to what it starts, and a JVM keeps to it. */
    private static List<String> hearingInterrupts(List<String> command) throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean ignored = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).strip(), 16))
                        .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
        if (!ignored) {
            return command;
        }
        List<String> hearing = new ArrayList<>(List.of("env", "--default-signal=INT"));
        hearing.addAll(command);
        return hearing;
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** Sends it what Ctrl-C sends. */
    public Launched interrupt() {
        try {
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    /** Waits for its end, which must be this one. */
    public Launched awaitExit(int exitCode) throws InterruptedException {
        boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("it ends: %s%s", output(), errors()).isTrue();
        assertThat(process.exitValue()).as("%s%s", output(), errors()).isEqualTo(exitCode);
        return this;
    }

    /** What it has said on stdout. */
    public String output() {
        return text(out);
    }

    /** What it has said on stderr. */
    public String errors() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
