package dev.warren.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of a test's own, to be killed, paused and filled; {@link #close} deletes it. Needs {@code dev/postgres} and an installed
 * server: where there is none the test is aborted with a sentence, or fails if {@code WARREN_REQUIRE_POSTGRES} is {@code true}.
 */
public final class PrivatePostgres implements AutoCloseable {
    private static final long COMMAND_MINUTES = 3;
    private static final String URL = "POSTGRES_URI=";

    private final Path script;
    private final Map<String, String> environment;
    private final String name;
    private final Thread removal = new Thread(this::removeQuietly, "remove-private-postgres");
    private final String url;

    private PrivatePostgres(Path script, Map<String, String> environment, String name) {
        this.script = script;
        this.environment = environment;
        this.name = name;
        Runtime.getRuntime().addShutdownHook(removal);
        this.url = run("start")
                .lines()
                .filter(line -> line.startsWith(URL))
                .findFirst()
                .orElseThrow()
                .substring(URL.length());
    }

    /** Starts a server. */
    public static PrivatePostgres start(String purpose) {
        return start(purpose, Map.of());
    }

    /** Starts a server that keeps its data in a folder below this one. */
    public static PrivatePostgres startIn(Path folder, String purpose) {
        return start(purpose, Map.of("WARREN_POSTGRES_RUN", folder.toString()));
    }

    private static PrivatePostgres start(String purpose, Map<String, String> environment) {
        String name = purpose + "-" + UUID.randomUUID().toString().substring(0, 8);
        return new PrivatePostgres(script().orElseThrow(PrivatePostgres::noServer), environment, name);
    }

    private static RuntimeException noServer() {
        String sentence =
                "this test kills database servers of its own, and can't start one here: install PostgreSQL, or set"
                        + " WARREN_POSTGRES to dev/postgres";
        if ("true".equals(System.getenv("WARREN_REQUIRE_POSTGRES"))) {
            return new IllegalStateException(sentence);
        }
        Assumptions.abort(sentence);
        return new IllegalStateException(sentence);
    }

    private static Optional<Path> script() {
        String given = System.getenv("WARREN_POSTGRES");
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given));
        }
        return Files.isDirectory(Path.of("/usr/lib/postgresql"))
                ? Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolve("dev/postgres"))
                        .filter(Files::isExecutable)
                        .findFirst()
                : Optional.empty();
    }

    /** The JDBC address, with user and password of a superuser. */
    public String url() {
        return url;
    }

    /** SIGKILL, as by a crash. */
    public void kill() {
        run("kill");
    }

    /** Starts it again on the same port and data; returns when it answers. */
    public void restart() {
        run("start");
    }

    /** SIGSTOP: connected, but silent. */
    public void pause() {
        run("pause");
    }

    /** SIGCONT. */
    public void resume() {
        run("resume");
    }

    /** A clean end, which ends all connections. */
    public void stop() {
        run("stop");
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(removal);
        run("remove");
    }

    private void removeQuietly() {
        try {
            run("remove");
        } catch (RuntimeException e) {
            System.err.println("could not remove the server " + name + ": " + e.getMessage());
        }
    }

    private String run(String command) {
        List<String> words = new ArrayList<>(List.of(script.toString(), command, name));
        try {
            Path errors = Files.createTempFile("dev-postgres", ".err");
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(errors);
            Files.delete(errors);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed: " + said);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + String.join(" ", words), e);
        }
    }
}
