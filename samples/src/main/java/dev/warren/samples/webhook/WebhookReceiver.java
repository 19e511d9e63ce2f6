package dev.warren.samples.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/**
 * Somebody else's HTTP endpoint, for demonstrations: checks every webhook's signature and answers each delivery as it is told to, so
 * that it can be down for a while.
 */
public final class WebhookReceiver implements AutoCloseable {
    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final int BAD_SIGNATURE = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpServer server;
    private final String secret;
    private final IntUnaryOperator answers;
    private final Map<String, Integer> callsByDelivery = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /**
     * One request.
     *
     * @param delivery its {@code X-Webhook-Delivery}
     * @param event its {@code X-Webhook-Event}
     * @param status what was answered
     */
    public record Call(String delivery, String event, int status) {}

    private WebhookReceiver(HttpServer server, String secret, IntUnaryOperator answers) {
        this.server = server;
        this.secret = secret;
        this.answers = answers;
    }

    /**
     * Starts one on a free port of this machine.
     *
     * @param secret what the sender signs with
     * @param answers from the number of a delivery's call, from 1, to the status it is answered with
     */
    public static WebhookReceiver start(String secret, IntUnaryOperator answers) throws IOException {
        // Without it, the JDK's server takes 40 ms more for each request on a connection that is kept alive.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        WebhookReceiver receiver = new WebhookReceiver(server, secret, answers);
        server.createContext("/hooks", receiver::answer);
        server.start();
        return receiver;
    }

    /** Down for two calls, busy for the third, and well again after that. */
    public static int failsFirst(int call) {
        return call <= 2 ? 503 : call == 3 ? TOO_MANY_REQUESTS : 200;
    }

    /** Where to send webhooks. */
    public URI address() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/hooks");
    }

    /** All requests so far. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String delivery = header(exchange, "X-Webhook-Delivery");
            int status = isGenuine(exchange, body)
                    ? answers.applyAsInt(callsByDelivery.merge(delivery, 1, Integer::sum))
                    : BAD_SIGNATURE;
            calls.add(new Call(delivery, header(exchange, "X-Webhook-Event"), status));
            if (status == TOO_MANY_REQUESTS) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private boolean isGenuine(HttpExchange exchange, byte[] body) {
        try {
            long timestamp = Long.parseLong(header(exchange, "X-Webhook-Timestamp"));
            Duration age = Duration.between(Instant.ofEpochSecond(timestamp), Instant.now());
            return age.abs().compareTo(OLDEST) < 0
                    && Signature.matches(header(exchange, "X-Webhook-Signature"), secret, timestamp, body);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
