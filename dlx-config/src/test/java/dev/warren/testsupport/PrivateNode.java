package dev.warren.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A RabbitMQ node of a test's own, to be killed, paused and blocked; {@link #close} deletes it. Needs {@code dev/broker} and an installed
 * server: where there is none the test is aborted with a sentence, or fails if {@code WARREN_REQUIRE_BROKER} is {@code true}.
 */
public final class PrivateNode implements AutoCloseable {
    private static final long COMMAND_MINUTES = 3;

    private final Path script;
    private final String name;
    private final Thread removal = new Thread(this::removeQuietly, "remove-private-node");
    private final Map<String, String> environment;

    private PrivateNode(Path script, String name) {
        this.script = script;
        this.name = name;
        Runtime.getRuntime().addShutdownHook(removal); // whoever ends this process may do so while the node starts
        this.environment = started();
    }

    /** Starts a node of the version under test ({@code WARREN_BROKER_VERSION}). */
    public static PrivateNode start(String purpose) {
        Path script = script().orElseThrow(PrivateNode::noNode);
        return new PrivateNode(
                script, purpose + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private Map<String, String> started() {
        List<String> arguments = new ArrayList<>(List.of("start", name));
        String version = System.getenv("WARREN_BROKER_VERSION");
        if (version != null && !version.isBlank() && !version.equals("installed")) {
            arguments.addAll(List.of("--version", version));
        }
        return run(script, arguments)
                .lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }

    private static RuntimeException noNode() {
        String sentence =
                "this test kills brokers of its own, and can't start one here: install rabbitmq-server, or set"
                        + " WARREN_BROKER to dev/broker";
        if ("true".equals(System.getenv("WARREN_REQUIRE_BROKER"))) {
            return new IllegalStateException(sentence);
        }
        Assumptions.abort(sentence);
        return new IllegalStateException(sentence);
    }

    private static Optional<Path> script() {
        String given = System.getenv("WARREN_BROKER");
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given));
        }
        boolean installed = Stream.of(
                        "/usr/lib/rabbitmq/bin/rabbitmq-server",
                        "/usr/sbin/rabbitmq-server",
                        "/usr/local/sbin/rabbitmq-server")
                .anyMatch(file -> Files.isExecutable(Path.of(file)));
        return installed
                ? Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolve("dev/broker"))
                        .filter(Files::isExecutable)
                        .findFirst()
                : Optional.empty();
    }

    /** The AMQP address, with user and password. */
    public URI uri() {
        return address("RABBITMQ_URI");
    }

    /** The management API's address, with user and password. */
    public URI managementUri() {
        return address("RABBITMQ_MANAGEMENT_URI");
    }

    private URI address(String key) {
        Function<String, URI> parse = URI::create;
        return Optional.ofNullable(environment.get(key))
                .map(parse)
                .orElseThrow(() -> new IllegalStateException("dev/broker start printed no " + key));
    }

    /** SIGKILL, as by a crash. */
    public void kill() {
        command("kill", name);
    }

    /** Starts it again on the same ports and data; returns when it serves. */
    public void restart() {
        command("restart", name);
    }

    /** SIGSTOP: connected, but silent. */
    public void pause() {
        command("pause", name);
    }

    /** SIGCONT. */
    public void resume() {
        command("resume", name);
    }

    /** Runs {@code rabbitmqctl} on it. */
    public String ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ctl", name));
        all.addAll(List.of(arguments));
        return run(script, all);
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(removal);
        command("remove", name);
    }

    private void removeQuietly() {
        try {
            command("remove", name);
        } catch (RuntimeException e) {
            System.err.println("could not remove the broker " + name + ": " + e.getMessage());
        }
    }

    private void command(String... arguments) {
        run(script, List.of(arguments));
    }

    private static String run(Path script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile("dev-broker", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(errors);
            Files.delete(errors);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + String.join(" ", command), e);
        }
    }
}
