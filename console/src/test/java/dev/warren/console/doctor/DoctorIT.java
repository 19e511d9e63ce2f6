package dev.warren.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.Permissions;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoils a broker and a store in many ways, and looks whether the doctor finds each. */
class DoctorIT {
    private static final LaneName LANE = LaneName.DEFAULT;
    private static final Duration STATISTICS_LAG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final TestBroker broker = TestBroker.shared();
    private final String namespace = "d" + UUID.randomUUID().toString().substring(0, 8);
    private final Topology topology =
            Topology.builder().namespace(namespace).lanes(LANE).build();
    private final Map<String, String> environment = new HashMap<>();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void declare() throws Exception {
        environment.put("RABBITMQ_URI", broker.uri().toString());
        environment.put("RABBITMQ_MANAGEMENT_URI", broker.managementUri().toString());
        environment.put("WARREN_NAMESPACE", namespace);
        environment.put("WARREN_LANES", "default");
        SqliteStore.open(directory.resolve("warren.db")).close();
        assertThat(run("topology", "declare").exitCode()).isEqualTo(ExitCode.DONE);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void removeEverything() throws Exception {
        try (Channel last = connection.createChannel()) {
            for (var queue : topology.queues()) {
                last.queueDelete(queue.name());
            }
            for (var exchange : topology.exchanges()) {
                last.exchangeDelete(exchange.name());
            }
        }
        connection.close();
        for (var policy : topology.policies()) {
            api("DELETE", "policies/%2F/" + policy.name(), "");
        }
        api("DELETE", "users/" + namespace, "");
    }

    private Ran run(String... arguments) {
        RunWarren warren = RunWarren.in(directory);
        environment.forEach(warren::with);
        return warren.run(arguments);
    }

    private void api(String method, String path, String body) throws Exception {
        URI uri = broker.managementUri();
        String login = Base64.getEncoder().encodeToString(uri.getUserInfo().getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + uri.getHost() + ":" + uri.getPort() + "/api/" + path))
                .header("authorization", "Basic " + login)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .as("%s %s", method, path)
                .isIn(200, 201, 204, 404);
    }

    private JsonNode examined(int exitCode, String... more) throws IOException {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "doctor";
        arguments[1] = "--json";
        System.arraycopy(more, 0, arguments, 2, more.length);
        Ran ran = run(arguments);
        assertThat(ran.exitCode()).as("%s%s", ran.out(), ran.err()).isEqualTo(exitCode);
        assertThat(ran.out()).doesNotContain("guest:guest");
        return new ObjectMapper().readTree(ran.out());
    }

    private static List<String> found(JsonNode report, String check, String level) {
        return StreamSupport.stream(report.get("findings").spliterator(), false)
                .filter(finding -> finding.get("check").asText().equals(check))
                .filter(finding -> finding.get("level").asText().equals(level))
                .map(finding -> finding.get("what").asText() + " -> "
                        + finding.get("to_do").asText())
                .toList();
    }

    @Test
    void isContentWithWhatIsAsItShouldBe() throws Exception {
        JsonNode report = examined(ExitCode.DONE);
        assertThat(report.get("ok").asBoolean()).isTrue();
        assertThat(report.get("warnings").asInt()).isZero();
        for (Check check : Examination.CHECKS) {
            String level = check.name().equals("consumers") ? "note" : "ok";
            assertThat(found(report, check.name(), check.name().equals("version") ? versionLevel(report) : level))
                    .as(check.name())
                    .isNotEmpty();
        }
        assertThat(found(report, "store", "ok"))
                .anyMatch(what -> what.contains("schema " + SqliteStore.SCHEMA_VERSION + ","));
        assertThat(report.get("settings")).anySatisfy(setting -> {
            assertThat(setting.get("key").asText()).isEqualTo("uri");
            assertThat(setting.get("value").asText()).contains(":***@");
            assertThat(setting.get("origin").asText()).isEqualTo("RABBITMQ_URI");
        });
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> name.startsWith("warren.db"));
        }
    }

    private static String versionLevel(JsonNode report) {
        return report.toString().contains("RabbitMQ 3.") ? "note" : "ok";
    }

    @Test
    void findsAMissingQueue() throws Exception {
        channel.queueDelete(topology.deadQueue(LANE));
        assertThat(found(examined(ExitCode.NO), "topology", "fail"))
                .anyMatch(what -> what.startsWith("queue '" + topology.deadQueue(LANE) + "' is missing -> declare"));
    }

    @Test
    void findsAWrongArgument() throws Exception {
        channel.queueDelete(topology.deadQueue(LANE));
        channel.queueDeclare(topology.deadQueue(LANE), true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(topology.deadQueue(LANE), topology.deadExchange(), LANE.value());
        assertThat(found(examined(ExitCode.NO), "topology", "fail"))
                .anyMatch(what -> what.contains("has x-delivery-limit (none) and should have 1000000"));
    }

    @Test
    void findsASecondQueueOfALane() throws Exception {
        String second = channel.queueDeclare().getQueue();
        channel.queueBind(second, topology.exchange(LANE), "email.#");
        assertThat(found(examined(ExitCode.NO), "topology", "fail"))
                .anyMatch(what -> what.contains(second) && what.contains("doubled"));
    }

    @Test
    void findsAPolicyThatAgesJobs() throws Exception {
        String policy = namespace + "-harm";
        api(
                "PUT",
                "policies/%2F/" + policy,
                "{\"pattern\":\"^" + namespace
                        + "\\\\.default$\",\"definition\":{\"message-ttl\":60000},\"apply-to\":\"queues\"}");
        try {
            await().atMost(STATISTICS_LAG)
                    .untilAsserted(() -> assertThat(found(examined(ExitCode.NO), "topology", "fail"))
                            .anyMatch(what -> what.contains("policy '" + policy + "' sets message-ttl=60000")));
        } finally {
            api("DELETE", "policies/%2F/" + policy, "");
        }
    }

    @Test
    void findsAnUnroutedMessageADeadLetterAndJobsThatNobodyWorksOn() throws Exception {
        channel.confirmSelect();
        channel.basicPublish(topology.unroutedExchange(), "stray", null, new byte[] {1});
        channel.basicPublish(topology.deadExchange(), LANE.value(), null, new byte[] {1});
        channel.basicPublish(topology.exchange(LANE), "greet", null, new byte[] {1});
        channel.waitForConfirmsOrDie(10_000);
        await().atMost(STATISTICS_LAG).untilAsserted(() -> {
            JsonNode report = examined(ExitCode.NO);
            assertThat(found(report, "unrouted", "fail")).anyMatch(what -> what.contains("warren unrouted replay"));
            assertThat(found(report, "dead-letters", "warn"))
                    .anyMatch(what -> what.startsWith("1 dead letters in lane default"));
            assertThat(found(report, "consumers", "warn")).anyMatch(what -> what.contains("warren worker -Q default"));
        });
    }

    @Test
    void goesOnWithoutAManagementApi() throws Exception {
        channel.confirmSelect();
        channel.basicPublish(topology.unroutedExchange(), "stray", null, new byte[] {1});
        channel.waitForConfirmsOrDie(10_000);
        JsonNode report = examined(ExitCode.NO, "--management-uri=http://127.0.0.1:1");
        assertThat(found(report, "management", "warn"))
                .anyMatch(what -> what.contains("rabbitmq-plugins enable rabbitmq_management"));
        for (String check : List.of("plugins", "feature-flags", "alarms", "leaders", "clock")) {
            assertThat(found(report, check, "note"))
                    .containsExactly("not checked: the management API can't be asked -> null");
        }
        assertThat(found(report, "topology", "ok")).anyMatch(what -> what.contains("could not be compared"));
        assertThat(found(report, "unrouted", "fail")).anyMatch(what -> what.startsWith("1 messages in"));
        channel.queueDelete(topology.queue(LANE));
        assertThat(found(examined(ExitCode.NO, "--management-uri=http://127.0.0.1:1"), "topology", "fail"))
                .anyMatch(what -> what.contains("queue '" + topology.queue(LANE) + "'"));
    }

    @Test
    void aWorkersLoginMayWorkAndAnotherRoleIsOnlyNoted() throws Exception {
        login(topology.permissions(Role.WORKER), "");
        JsonNode report = examined(ExitCode.DONE);
        assertThat(found(report, "permissions", "ok")).containsExactly("the login may act as producer, worker -> null");
        assertThat(found(report, "permissions", "note"))
                .anyMatch(what -> what.contains("to act as operator the login lacks"));
        assertThat(found(examined(ExitCode.NO, "--role=operator"), "permissions", "fail"))
                .anyMatch(what -> what.contains("read on '" + topology.deadQueue(LANE) + "'"));
    }

    @Test
    void findsARightThatALoginLacks() throws Exception {
        Permissions worker = topology.permissions(Role.WORKER);
        login(new Permissions(Role.WORKER, worker.configure(), "^$", worker.read()), "monitoring");
        JsonNode report = examined(ExitCode.NO, "--role=worker");
        assertThat(found(report, "permissions", "fail"))
                .singleElement()
                .asString()
                .contains("write on '" + topology.exchange(LANE) + "'", "rabbitmqctl set_permissions");
        assertThat(found(report, "alarms", "ok")).isNotEmpty();
    }

    /** From now on it is this login's turn. */
    private void login(Permissions rights, String tags) throws Exception {
        ObjectMapper json = new ObjectMapper();
        api("PUT", "users/" + namespace, json.writeValueAsString(Map.of("password", "p w", "tags", tags)));
        api(
                "PUT",
                "permissions/%2F/" + namespace,
                json.writeValueAsString(
                        Map.of("configure", rights.configure(), "write", rights.write(), "read", rights.read())));
        environment.put("RABBITMQ_URI", "amqp://" + namespace + ":p%20w@" + host(broker.uri()));
        environment.put("RABBITMQ_MANAGEMENT_URI", "http://" + namespace + ":p%20w@" + host(broker.managementUri()));
    }

    private static String host(URI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Test
    void findsAWrongPassword() throws Exception {
        environment.put("RABBITMQ_URI", "amqp://guest:wrong@" + host(broker.uri()));
        JsonNode report = examined(ExitCode.NO);
        assertThat(found(report, "connection", "fail"))
                .singleElement()
                .asString()
                .contains("check user and password");
        assertThat(found(report, "permissions", "note"))
                .containsExactly("not checked: the broker can't be asked -> null");
        assertThat(found(report, "topology", "ok")).isNotEmpty();
        assertThat(report.toString()).doesNotContain("wrong@", ":wrong");
    }

    @Test
    void findsADamagedStoreAndOverdueJobs() throws Exception {
        Files.writeString(directory.resolve("bad.db"), "no store".repeat(200));
        assertThat(found(examined(ExitCode.NO, "--store=sqlite:bad.db"), "store", "fail"))
                .anyMatch(what -> what.contains("bad.db") && what.contains("no SQLite file"));

        Clock anHourAgo = Clock.fixed(Instant.now().minusSeconds(3_600), ZoneOffset.UTC);
        try (SqliteStore store = SqliteStore.builder(directory.resolve("warren.db"))
                .clock(anHourAgo)
                .open()) {
            Owner worker = new Owner("gone");
            store.heartbeat(worker, Duration.ofMinutes(1));
            store.claim(worker, List.of(Claims.request("forgotten", Coordinates.FIRST)));
            JobRecord record = store.find(Claims.key("forgotten")).orElseThrow();
            store.release(List.of(new FencedKey(record.key(), record.fence())));
        }
        assertThat(found(examined(ExitCode.DONE), "overdue", "warn"))
                .singleElement()
                .asString()
                .contains("1 jobs are overdue", record("forgotten"));
    }

    private String record(String key) {
        try (SqliteStore store = SqliteStore.open(directory.resolve("warren.db"))) {
            return store.find(Claims.key(key)).orElseThrow().id().value();
        }
    }
}
