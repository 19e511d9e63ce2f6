package dev.warren.stores.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A worker process, from outside. What is done to it is in the ledger before it is done; a pause when it has begun, so that it surely lasted for what the ledger says. */
final class Member implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final SharedLedger ledger;
    private final CompletableFuture<Process> gone;
    private volatile boolean ready;

    private Member(Process process, SharedLedger ledger) {
        this.process = process;
        this.ledger = ledger;
        this.gone = process.onExit()
                .whenComplete((ended, failure) ->
                        ledger.note(Entry.Event.GONE, process.pid(), Integer.toString(process.exitValue())));
        Thread listener = new Thread(this::listen, "listen-" + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    /** Starts a {@link WorkerProcess}. */
    static Member start(SharedLedger ledger, Path log, List<String> arguments) throws IOException {
        return start(WorkerProcess.class, ledger, log, arguments);
    }

    /** Starts a program that says {@link WorkerProcess#READY} when it works. */
    static Member start(Class<?> program, SharedLedger ledger, Path log, List<String> arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        arguments.stream())
                .toList();
        return new Member(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                ledger);
    }

    private void listen() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            ready = WorkerProcess.READY.equals(output.readLine());
        } catch (IOException e) {
            ready = false; // killed before it was ready
        }
    }

    /** Whether it has come so far as to consume; it may be gone since. */
    boolean isReady() {
        return ready;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitReady() {
        Drill.await("worker process " + process.pid() + " to consume", READY_WITHIN, () -> ready || !isAlive());
        if (!isAlive()) {
            throw new IllegalStateException("worker process " + process.pid() + " has ended; its log says why");
        }
    }

    /** SIGKILL. */
    void kill() throws Exception {
        ledger.note(Entry.Event.KILLING, process.pid(), "SIGKILL");
        process.destroyForcibly();
        awaitGone(Duration.ofSeconds(10));
    }

    /** Makes it end itself when it comes by; false when it did not within a time. */
    boolean crashAt(CrashPoint point, Duration within) throws Exception {
        try {
            process.getOutputStream().write((point + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("worker process " + process.pid() + " takes no orders", e);
        }
        try {
            awaitGone(within);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** SIGTERM; returns when it has ended, as it must within a minute. */
    void stop() throws Exception {
        ledger.note(Entry.Event.STOPPING, process.pid(), "SIGTERM");
        signal("-TERM"); // Process.destroy would close its standard input too
        awaitGone(Duration.ofMinutes(1));
    }

    /** SIGSTOP. */
    void pause() throws Exception {
        signal("-STOP");
        ledger.note(Entry.Event.PAUSED, process.pid(), Entry.NONE);
    }

    /** SIGCONT. */
    void resume() throws Exception {
        ledger.note(Entry.Event.RESUMING, process.pid(), Entry.NONE);
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed");
        }
    }

    private void awaitGone(Duration within) throws InterruptedException, ExecutionException, TimeoutException {
        gone.get(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Kills it if it lives, unless it was dealt with already. */
    @Override
    public void close() {
        process.destroyForcibly();
        Drill.await("the end of worker process " + process.pid(), Duration.ofSeconds(10), gone::isDone);
    }
}
