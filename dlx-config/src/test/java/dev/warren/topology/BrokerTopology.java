package dev.warren.topology;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.check.ManagementApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** A topology under a namespace of its own on the shared broker, and everything a test needs to touch it; removes it at the end. */
public final class BrokerTopology implements AutoCloseable {
    private static final int RPC_TIMEOUT_MILLIS = 20_000;

    private final TestBroker broker = TestBroker.shared();
    private final Topology topology;
    private final List<Connection> connections = new ArrayList<>();
    private final List<String> extraQueues = new ArrayList<>();
    private final List<String> extraPaths = new ArrayList<>();

    private BrokerTopology(Topology topology) {
        this.topology = topology;
    }

    /** One lane, five levels of 100 ms: quick to declare. */
    public static BrokerTopology small() {
        return with(builder -> builder.lanes(LaneName.DEFAULT).ladder(new DelayLadder(Duration.ofMillis(100), 5)));
    }

    public static BrokerTopology with(UnaryOperator<Topology.Builder> settings) {
        String namespace = "t-" + UUID.randomUUID().toString().substring(0, 13);
        return new BrokerTopology(
                settings.apply(Topology.builder().namespace(namespace)).build());
    }

    public Topology topology() {
        return topology;
    }

    public ManagementApi api() {
        return ManagementApi.at(broker.managementUri());
    }

    public URI managementUri() {
        return broker.managementUri();
    }

    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = factory();
        return opened(factory);
    }

    public Connection connectAs(String user, String password) throws IOException, TimeoutException {
        ConnectionFactory factory = factory();
        factory.setUsername(user);
        factory.setPassword(password);
        return opened(factory);
    }

    private ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(broker.uri());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the test broker's address can't be used", e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
        return factory;
    }

    private Connection opened(ConnectionFactory factory) throws IOException, TimeoutException {
        Connection connection = factory.newConnection();
        connections.add(connection);
        return connection;
    }

    /** To be deleted at the end, beside the topology. */
    public String extraQueue(String name) {
        String full = topology.namespace() + "." + name;
        extraQueues.add(full);
        return full;
    }

    /** Sends to the management API, and deletes the same path at the end. */
    public void put(String path, String json) throws IOException {
        extraPaths.add(path);
        call("PUT", path, json);
    }

    /** Sends a request, on a connection of its own, to the management API; its answer, which must be a success. */
    public String call(String method, String path, String json) throws IOException {
        URI root = broker.managementUri();
        String login = Base64.getEncoder().encodeToString(root.getUserInfo().getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + root.getHost() + ":" + root.getPort() + "/api/" + path))
                .header("authorization", "Basic " + login)
                .version(HttpClient.Version.HTTP_1_1) // RabbitMQ resets a request with a body that asks for HTTP/2
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join();
        if (answer.statusCode() >= 300 && !method.equals("DELETE")) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Remembers a path of the management API to be deleted at the end. */
    public void deleteAtEnd(String path) {
        extraPaths.add(path);
    }

    @Override
    public void close() throws IOException, TimeoutException {
        for (String path : extraPaths) {
            call("DELETE", path, "");
        }
        try (Connection connection = factory().newConnection();
                Channel channel = connection.createChannel()) {
            for (String queue : extraQueues) {
                channel.queueDelete(queue);
            }
            for (QueueSpec queue : topology.queues()) {
                channel.queueDeleteNoWait(queue.name(), false, false);
            }
            for (ExchangeSpec exchange : topology.exchanges()) {
                channel.exchangeDeleteNoWait(exchange.name(), false);
            }
            channel.exchangeDelete(topology.namespace() + ".gone");
        } finally {
            for (Connection connection : connections) {
                connection.abort(1_000);
            }
        }
    }
}
