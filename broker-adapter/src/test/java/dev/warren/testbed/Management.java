package dev.warren.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.Permissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** An operator's hands: the management API of the shared broker, virtual host {@code /}. */
public final class Management {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI base = TestBroker.shared().managementUri();

    /** The names of the connections that consume a queue. */
    public List<String> connectionsConsuming(String queue) {
        return elements("/api/consumers/%2F")
                .filter(consumer -> consumer.path("queue").path("name").asText().equals(queue))
                .map(consumer ->
                        consumer.path("channel_details").path("connection_name").asText())
                .filter(name -> !name.isEmpty()) // its details come a moment later
                .distinct()
                .toList();
    }

    /** Closes a connection as an operator does. */
    public void closeConnection(String name) {
        send("DELETE", "/api/connections/" + encode(name), "");
    }

    /** Deletes a queue with all that is in it. */
    public void deleteQueue(String queue) {
        send("DELETE", "/api/queues/%2F/" + encode(queue), "");
    }

    /** Deletes an exchange. */
    public void deleteExchange(String exchange) {
        send("DELETE", "/api/exchanges/%2F/" + encode(exchange), "");
    }

    /** Makes a login that may do everything. */
    public void addUser(String name, String password) {
        addUser(name, password, ".*", ".*", ".*");
    }

    /** Makes a login that may do no more than its role needs. */
    public void addUser(String name, String password, Permissions least) {
        addUser(name, password, least.configure(), least.write(), least.read());
    }

    private void addUser(String name, String password, String configure, String write, String read) {
        send("PUT", "/api/users/" + name, "{\"password\":\"" + password + "\",\"tags\":\"\"}");
        JsonNode rights = json.createObjectNode()
                .put("configure", configure)
                .put("write", write)
                .put("read", read);
        send("PUT", "/api/permissions/%2F/" + name, rights.toString());
    }

    public void deleteUser(String name) {
        send("DELETE", "/api/users/" + name, "");
    }

    /** Publishes a text by the management API, as its web page does; {@code properties} is a JSON object. */
    public void publish(String exchange, String key, String properties, String payload) {
        JsonNode message = json.createObjectNode()
                .put("routing_key", key)
                .put("payload", payload)
                .put("payload_encoding", "string")
                .set("properties", parse(properties));
        send("POST", "/api/exchanges/%2F/" + encode(exchange) + "/publish", message.toString());
    }

    /**
     * Moves all messages of a queue to another, as "Move messages" of the web page does: by a shovel with the page's own settings that ends
     * when it has moved as many as there were. Needs the plugins {@code rabbitmq_shovel} and {@code rabbitmq_shovel_management}. Returns
     * when it has ended.
     */
    public void moveMessages(String from, String to) {
        String name = "Move from " + from;
        JsonNode settings = json.createObjectNode()
                .put("src-uri", "amqp:///%2F")
                .put("src-queue", from)
                .put("src-protocol", "amqp091")
                .put("src-prefetch-count", 1000)
                .put("src-delete-after", "queue-length")
                .put("dest-protocol", "amqp091")
                .put("dest-uri", "amqp:///%2F")
                .put("dest-queue", to)
                .put("dest-add-forward-headers", false)
                .put("ack-mode", "on-confirm");
        String request =
                json.createObjectNode().<ObjectNode>set("value", settings).toString();
        send("PUT", "/api/parameters/shovel/%2F/" + encode(name), request);
        Awaitility.await("the end of the shovel \"" + name + "\"")
                .atMost(Bed.SOON)
                .until(() -> elements("/api/parameters/shovel/%2F")
                        .noneMatch(shovel -> shovel.path("name").asText().equals(name)));
    }

    private Stream<JsonNode> elements(String path) {
        return StreamSupport.stream(parse(send("GET", path, "")).spliterator(), false);
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(String method, String path, String body) {
        byte[] login = base.getUserInfo().getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + base.getHost() + ":" + base.getPort() + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
