package dev.warren.stores.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.RedisClient;

/**
 * A server of a test's own, to be killed, filled and emptied; {@link #close} deletes it. Needs {@code dev/redis} and an installed server: where there
 * is none the test is aborted with a sentence, or fails if {@code WARREN_REQUIRE_BROKER} is {@code true}.
 */
public final class PrivateRedis implements AutoCloseable {
    private static final long COMMAND_MINUTES = 3;

    private final Path script;
    private final String name;
    private final Thread removal = new Thread(this::removeQuietly, "remove-private-redis");
    private final URI uri;

    private PrivateRedis(Path script, String name) {
        this.script = script;
        this.name = name;
        Runtime.getRuntime().addShutdownHook(removal); // whoever ends this process may do so while the server starts
        this.uri = started();
    }

    /** Starts one; each answer is on its disk. */
    public static PrivateRedis start(String purpose) {
        Path script = script().orElseThrow(PrivateRedis::noServer);
        return new PrivateRedis(
                script, purpose + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private URI started() {
        String started = run(script, "start", name)
                .lines()
                .filter(line -> line.startsWith("REDIS_URI="))
                .findFirst()
                .orElseThrow();
        return URI.create(started.substring("REDIS_URI=".length()));
    }

    private static RuntimeException noServer() {
        String sentence = "this test kills servers of its own, and can't start one here: install redis-server, or set"
                + " WARREN_REDIS to dev/redis";
        if ("true".equals(System.getenv("WARREN_REQUIRE_BROKER"))) {
            return new IllegalStateException(sentence);
        }
        Assumptions.abort(sentence);
        return new IllegalStateException(sentence);
    }

    private static Optional<Path> script() {
        String given = System.getenv("WARREN_REDIS");
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given));
        }
        boolean installed = Stream.of("/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/valkey-server")
                .anyMatch(file -> Files.isExecutable(Path.of(file)));
        return installed
                ? Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolve("dev/redis"))
                        .filter(Files::isExecutable)
                        .findFirst()
                : Optional.empty();
    }

    /** Its address. */
    public URI uri() {
        return uri;
    }

    /** Without anything of the store's between. */
    RedisClient client() {
        return RedisClient.create(uri);
    }

    /** SIGKILL, as by a crash. */
    public void kill() {
        run(script, "kill", name);
    }

    /** Starts it again on the same port and data; returns when it serves. */
    public void restart() {
        run(script, "restart", name);
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(removal);
        run(script, "remove", name);
    }

    private void removeQuietly() {
        try {
            run(script, "remove", name);
        } catch (RuntimeException e) {
            System.err.println("could not remove the Redis " + name + ": " + e.getMessage());
        }
    }

    private static String run(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed");
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }
}
