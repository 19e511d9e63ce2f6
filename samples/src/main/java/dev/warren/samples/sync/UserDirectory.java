package dev.warren.samples.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/**
 * Somebody else's API, for demonstrations: slow, often down, and it answers 409 to a second export of a user while the first still runs. A
 * sync opens an export, reads it and closes it.
 */
public final class UserDirectory implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IntUnaryOperator answers;
    private final Map<String, Boolean> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> reads = new ConcurrentHashMap<>();
    private final Map<String, Integer> conflicts = new ConcurrentHashMap<>();

    private UserDirectory(HttpServer server, IntUnaryOperator answers) {
        this.server = server;
        this.answers = answers;
    }

    /**
     * Starts one on a free port of this machine.
     *
     * @param answers from the number of a user's read, from 1, to the status it is answered with
     */
    public static UserDirectory start(IntUnaryOperator answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        UserDirectory directory = new UserDirectory(server, answers);
        server.createContext("/exports/", directory::answer);
        server.setExecutor(directory.threads);
        server.start();
        return directory;
    }

    /** Down for every second read. */
    public static int flaky(int read) {
        return read % 2 == 1 ? 503 : 200;
    }

    /** Where the exports are: {@code POST} opens a user's, {@code GET} reads it, {@code DELETE} closes it. */
    public URI address() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/exports/");
    }

    /** How often a second export of one user was asked for while the first ran. */
    public int conflicts() {
        return conflicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String user = exchange.getRequestURI().getPath().substring("/exports/".length());
            int status = status(exchange.getRequestMethod(), user);
            byte[] body =
                    ("{\"user\":\"" + user + "\",\"name\":\"User " + user + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
            if (status == 200) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private int status(String method, String user) {
        return switch (method) {
            case "POST" -> {
                if (open.putIfAbsent(user, true) == null) {
                    yield 201;
                }
                conflicts.merge(user, 1, Integer::sum);
                yield CONFLICT;
            }
            case "GET" -> answers.applyAsInt(reads.merge(user, 1, Integer::sum));
            case "DELETE" -> open.remove(user) == null ? NOT_FOUND : 204;
            default -> NOT_FOUND;
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
