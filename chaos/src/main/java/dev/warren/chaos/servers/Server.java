package dev.warren.chaos.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A private server, started by a program in {@code dev/}; {@link #close} deletes it. One command at a time. */
public final class Server implements AutoCloseable {
    private static final Duration OPEN_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Script script;
    private final String name;
    private final Map<String, String> environment;
    private final String addressKey;
    private final AtomicBoolean removed = new AtomicBoolean();
    private CompletableFuture<Void> restart = CompletableFuture.completedFuture(null);

    private Server(Script script, String name, Map<String, String> environment, String addressKey) {
        this.script = script;
        this.name = name;
        this.environment = environment;
        this.addressKey = addressKey;
    }

    /** A RabbitMQ of this version, or the machine's own. */
    public static Server broker(Path dev, String name, Optional<String> version) {
        List<String> more = version.map(wanted -> List.of("--version", wanted)).orElse(List.of());
        return start(new Script(dev.resolve("broker")), name, more, "RABBITMQ_URI");
    }

    /** Three nodes of a cluster, each by itself. */
    public static List<Server> cluster(Path dev, String name, Optional<String> version) {
        Script script = new Script(dev.resolve("broker"));
        List<String> command = new ArrayList<>(List.of("cluster", "start", name));
        version.ifPresent(wanted -> command.addAll(List.of("--version", wanted)));
        List<Server> nodes = new ArrayList<>();
        for (String line : script.run(command).lines().toList()) {
            if (line.startsWith("RABBITMQ_URI=")) {
                String uri = line.substring(line.indexOf('=') + 1);
                nodes.add(new Server(
                        script, name + "-" + (nodes.size() + 1), Map.of("RABBITMQ_URI", uri), "RABBITMQ_URI"));
            }
        }
        return nodes;
    }

    /** The machine's PostgreSQL. */
    public static Server postgres(Path dev, String name) {
        return start(new Script(dev.resolve("postgres")), name, List.of(), "POSTGRES_URI");
    }

    /** The machine's Redis, with an append-only file that is forced to the disk at every write. */
    public static Server redis(Path dev, String name) {
        return start(new Script(dev.resolve("redis")), name, List.of(), "REDIS_URI");
    }

    private static Server start(Script script, String name, List<String> more, String addressKey) {
        List<String> arguments = new ArrayList<>(List.of("start", name));
        arguments.addAll(more);
        Map<String, String> environment = script.run(arguments)
                .lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
        return new Server(script, name, environment, addressKey);
    }

    /** Its address, as its clients write it. */
    public String address() {
        return get(addressKey);
    }

    /** Another line of what {@code start} printed. */
    public String get(String key) {
        String value = environment.get(key);
        if (value == null) {
            throw new ServerException(script.path() + " start printed no " + key, 1);
        }
        return value;
    }

    /** SIGKILL, as by a crash. */
    public synchronized void kill() {
        command("kill");
        await(false, "closed");
    }

    /** A clean end. */
    public synchronized void stop() {
        command("stop");
        await(false, "closed");
    }

    /** SIGSTOP: connected, but silent. */
    public synchronized void pause() {
        command("pause");
    }

    /** SIGCONT. */
    public synchronized void resume() {
        command("resume");
    }

    /** Starts it again on the same port and data; returns as soon as the port is open, when the server may still be busy with itself. */
    public synchronized void restart() {
        awaitRestart();
        restart = CompletableFuture.runAsync(() -> script.run(List.of("restart", name)));
        await(true, "opened");
    }

    /** The kernel may hold a dead server's port open for a moment. */
    private void await(boolean open, String word) {
        long end = System.nanoTime() + OPEN_WITHIN.toNanos();
        while (isOpen() != open) {
            if (System.nanoTime() > end) {
                throw new ServerException(name + " has not " + word + " its port within " + OPEN_WITHIN, 1);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Waits until a restart is over, as far as the program that does it is concerned. */
    public synchronized void awaitRestart() {
        restart.join();
    }

    /** Its control program's answer, as {@code rabbitmqctl}'s for a broker. */
    public String ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ctl", name));
        all.addAll(List.of(arguments));
        return script.run(all);
    }

    private void command(String command) {
        awaitRestart();
        script.run(List.of(command, name));
    }

    private boolean isOpen() {
        URI uri = URI.create(address().replaceFirst("^jdbc:", ""));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (removed.compareAndSet(false, true)) {
            script.run(List.of("remove", name));
        }
    }
}
