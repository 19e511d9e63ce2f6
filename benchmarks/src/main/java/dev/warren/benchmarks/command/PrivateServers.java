package dev.warren.benchmarks.command;

import dev.warren.benchmarks.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers of this run's own, started by the repository's scripts on first use, and removed at the end. */
final class PrivateServers implements Servers, AutoCloseable {
    private final Path scripts;
    private final String name = "bench-" + ProcessHandle.current().pid();
    private final Map<String, String> addresses = new HashMap<>();
    private final Deque<List<String>> removals = new ArrayDeque<>();

    /** Takes the folder of {@code broker}, {@code postgres} and {@code redis}. Removes the servers on Ctrl-C too. */
    PrivateServers(Path scripts) {
        this.scripts = scripts;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    @Override
    public String rabbitUri(String version) throws Exception {
        String node = name + "-" + version.replace('.', '-');
        return address("broker", node, "RABBITMQ_URI", "--version", version);
    }

    @Override
    public String postgresUri() throws Exception {
        return address("postgres", name, "POSTGRES_URI");
    }

    @Override
    public String redisUri() throws Exception {
        return address("redis", name, "REDIS_URI");
    }

    private synchronized String address(String script, String server, String variable, String... options)
            throws Exception {
        String key = script + " " + server;
        String known = addresses.get(key);
        if (known != null) {
            return known;
        }
        removals.push(List.of(path(script), "remove", server));
        List<String> command = new ArrayList<>(List.of(path(script), "start", server));
        command.addAll(List.of(options));
        String address = run(command)
                .lines()
                .filter(line -> line.startsWith(variable + "="))
                .map(line -> line.substring(variable.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("dev/" + script + " could not start " + server));
        addresses.put(key, address);
        return address;
    }

    private String path(String script) {
        return scripts.resolve(script).toString();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    @Override
    public synchronized void close() {
        while (!removals.isEmpty()) {
            try {
                run(removals.pop());
            } catch (IOException e) {
                System.err.println("could not remove a server: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
