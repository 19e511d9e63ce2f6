package dev.warren.samples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link DoomedWorker} in a JVM of its own. It never outlives this one: it is killed at the latest when this is closed. */
final class DoomedProcess implements AutoCloseable {
    private static final Duration SPEAKS_WITHIN = Duration.ofSeconds(60);
    private static final Duration DIES_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader output;
    private final Path log;

    private DoomedProcess(Process process, Path log) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.log = log;
    }

    /**
     * Starts it with this program's own class path.
     *
     * @param jobs the store's file
     * @param ledger the ledger's
     * @param paymentId which payment it is to hang on
     */
    static DoomedProcess start(Settings settings, Path jobs, Path ledger, String paymentId) throws IOException {
        Path log = settings.folder().resolve("payment-worker.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it does not live for long
                "-Dsamples.log=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                DoomedWorker.class.getName(),
                settings.namespace(),
                jobs.toString(),
                ledger.toString(),
                paymentId));
        // Not among the arguments, which everybody on the machine can read: it has a password.
        builder.environment().put("RABBITMQ_URI", settings.broker());
        builder.redirectError(settings.folder().resolve("payment-worker.err").toFile());
        return new DoomedProcess(builder.start(), log);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it consumes its lane. */
    void awaitConsuming() throws Exception {
        await(DoomedWorker.CONSUMES);
    }

    /** Waits until it has charged the payment, and hangs. */
    void awaitCharged() throws Exception {
        await(DoomedWorker.CHARGED);
    }

    private void await(String expected) throws Exception {
        Optional<String> line;
        try {
            line = CompletableFuture.supplyAsync(this::nextLine).get(SPEAKS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name() + " has not said \"" + expected + "\" within " + SPEAKS_WITHIN, e);
        }
        if (!line.equals(Optional.of(expected))) {
            throw new IllegalStateException(name() + " should have said \"" + expected + "\""
                    + line.map(word -> " instead of \"" + word + "\"").orElse(", and has ended"));
        }
    }

    private Optional<String> nextLine() {
        try {
            return Optional.ofNullable(output.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String name() {
        return "the payment's worker (process " + pid() + ", log " + log + " and .err)";
    }

    /** Kills it with SIGKILL, and answers what it ended with: 137 when it lived until then. */
    int kill() throws InterruptedException {
        process.destroyForcibly();
        return exitCode("SIGKILL");
    }

    /** Ends its input, as the end of this JVM would, and answers what it ended with. */
    int endInput() throws Exception {
        process.getOutputStream().close();
        return exitCode("the end of its input");
    }

    private int exitCode(String why) throws InterruptedException {
        if (!process.waitFor(DIES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(name() + " has survived " + why + " for " + DIES_WITHIN);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
