package dev.warren.topology.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.WarrenException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Reads from the management API what the client library has no form for.
 *
 * @param address without user and password
 * @param authorization the header with the login
 * @param timeout how long to wait for an answer
 * @param client connects with the same settings as the library's
 */
record JsonGet(String address, String authorization, Duration timeout, HttpClient client) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int OK = 200;

    /** The answer to a question, read. */
    JsonNode get(String path) {
        return read(ask(path));
    }

    /** The answer to a question; throws {@link WarrenException} for a refusal. */
    HttpResponse<String> ask(String path) {
        return accepted(send(path));
    }

    /** The answer to a question, whatever it is. */
    HttpResponse<String> send(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/" + path))
                .timeout(timeout)
                .header("authorization", authorization)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new WarrenException(
                    "the management API at " + address + " did not answer ("
                            + e.getClass().getSimpleName()
                            + "): is the plugin rabbitmq_management on, and the address right?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WarrenException("interrupted while the management API at " + address + " was asked", e);
        }
    }

    /** The same answer, if it is one. */
    HttpResponse<String> accepted(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new WarrenException("the management API at " + address + " refuses (" + status
                    + ") to show " + answer.request().uri().getPath()
                    + ": check user, password, and the user's tags (management, monitoring, administrator)");
        }
        if (status != OK) {
            throw new WarrenException("the management API at " + address + " answers "
                    + answer.request().uri().getPath() + " with " + status
                    + ": it knows no such path or virtual host, or has trouble of its own");
        }
        return answer;
    }

    JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new WarrenException(
                    "what answers at " + address + " is no management API of RabbitMQ: it speaks no JSON", e);
        }
    }

    /** Without the login. */
    @Override
    public String toString() {
        return "JsonGet[" + address + "]";
    }
}
