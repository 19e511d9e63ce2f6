package dev.warren.chaos.servers;

import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A process of the suite's own, whose end the director's ledger tells. */
public final class Member {
    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);

    private final String name;
    private final Process process;
    private final Ledger ledger;
    private final CompletableFuture<Member> gone = new CompletableFuture<>();
    private volatile boolean ready;
    private volatile boolean asked;

    /**
     * What is started.
     *
     * @param program the class with {@code main}
     * @param heapMebibytes its largest heap
     * @param arguments for it
     * @param ready the first line it says when it is at work
     * @param heard takes all further lines
     */
    public record Start(
            Class<?> program, int heapMebibytes, List<String> arguments, String ready, Consumer<String> heard) {}

    private Member(String name, Process process, Ledger ledger, Start start) {
        this.name = name;
        this.process = process;
        this.ledger = ledger;
        Thread listener = new Thread(() -> listen(start), "listen-" + name);
        listener.setDaemon(true);
        listener.start();
        var unused = process.onExit().thenAccept(ended -> {
            ledger.note(Event.GONE, name, ended.exitValue(), ready ? asked ? "asked" : "ready" : "starting");
            gone.complete(this);
        });
    }

    /** Starts one; what it logs is appended to a file of the folder. */
    public static Member start(String name, Path log, Ledger ledger, Start start) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + start.heapMebibytes() + "m",
                "-XX:TieredStopAtLevel=1", // they die young
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                start.program().getName()));
        command.addAll(start.arguments());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Member(name, process, ledger, start);
    }

    private void listen(Start start) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            ready = start.ready().equals(output.readLine());
            String line;
            while ((line = output.readLine()) != null) {
                start.heard().accept(line);
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    /** What its ledger is called. */
    public String name() {
        return name;
    }

    /** Whether it is at work. */
    public boolean isReady() {
        return ready && process.isAlive();
    }

    /** Whether it lives. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when it has ended and the ledger says so. */
    CompletableFuture<Member> gone() {
        return gone;
    }

    /** SIGKILL. */
    public void kill() {
        asked = true;
        ledger.note(Event.ENDING, name, 0, "SIGKILL");
        process.destroyForcibly();
    }

    /** SIGTERM. */
    public void terminate() {
        asked = true;
        ledger.note(Event.ENDING, name, 0, "SIGTERM");
        signal("-TERM"); // Process.destroy would close its standard input too
    }

    /** SIGSTOP. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    /** A line for its standard input; nothing when it is gone. */
    public void order(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // it is gone; its successor is told anew
        }
    }

    /** A line for its standard input that tells it to end. */
    public void orderEnd(String line) {
        asked = true;
        order(line);
    }

    /** How much memory it has in the machine, in KiB; 0 when nobody knows. */
    public long residentKibibytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Waits for its end; kills it when that does not come. Answers whether it came. */
    public boolean awaitGone() throws InterruptedException {
        try {
            gone.get(GONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var unused = kill.waitFor(); // not zero when it is gone already
        } catch (IOException e) {
            throw new ServerException("kill " + signal + " can't be run: " + e.getMessage(), 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
