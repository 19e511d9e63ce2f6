package dev.warren.console.lanes;

import static dev.warren.testbed.Bed.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.console.ExitCode;
import dev.warren.console.OnTerminal;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.testsupport.TestBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of lanes, on a real broker. */
class LanesCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOWHERE = "http://127.0.0.1:1";

    @TempDir
    Path directory;

    private final String namespace = "l" + UUID.randomUUID().toString().substring(0, 8);

    private Map<String, String> environment() {
        return Map.of(
                "RABBITMQ_URI",
                TestBroker.shared().uri().toString(),
                "RABBITMQ_MANAGEMENT_URI",
                TestBroker.shared().managementUri().toString(),
                "WARREN_NAMESPACE",
                namespace,
                "WARREN_LANES",
                "default");
    }

    private Ran run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private Ran run(Map<String, String> others, String... arguments) {
        RunWarren warren = RunWarren.in(directory);
        Map<String, String> all = new HashMap<>(environment());
        all.putAll(others);
        all.forEach(warren::with);
        return warren.run(arguments);
    }

    @BeforeEach
    void declareAndFill() throws Exception {
        assertThat(run("topology", "declare", "--skip-policies").exitCode()).isEqualTo(ExitCode.DONE);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(namespace + ".default", "note", null, new byte[] {'1'});
            channel.basicPublish(namespace + ".default", "note", null, new byte[] {'2'});
            channel.basicPublish(namespace + ".dead", "default", null, new byte[] {'3'});
            channel.basicPublish(
                    namespace + ".default.delay.19", "1" + ".0".repeat(19) + ".note", null, new byte[] {'4'});
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    @AfterEach
    void remove() throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (String queue : List.of(".default", ".default.dead", ".unrouted")) {
                channel.queueDelete(namespace + queue);
            }
            for (int level = 0; level < 20; level++) {
                channel.queueDelete(namespace + String.format(".default.delay.%02d", level));
            }
        }
    }

    private static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(TestBroker.shared().uri());
        return factory.newConnection("test");
    }

    private JsonNode lane(Map<String, String> others) throws Exception {
        Ran ran = run(others, "lanes", "--json");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        return JSON.readTree(ran.out()).at("/lanes/0");
    }

    @Test
    void tellsAllWithBothSources() throws Exception {
        await().atMost(SOON).until(() -> lane(Map.of()).get("delayed").asLong() == 1);
        JsonNode lane = lane(Map.of());
        assertThat(lane.get("ready").asLong()).isEqualTo(2);
        assertThat(lane.get("dead").asLong()).isEqualTo(1);
        assertThat(lane.get("consumers").asLong()).isZero();
        assertThat(lane.get("unacked").asLong()).isZero();
        assertThat(lane.get("published_per_second").isNumber()).isTrue();
        Ran table = run("lanes");
        assertThat(table.out()).contains("LANE", "READY", "default");
        assertThat(table.err()).isEmpty();
    }

    @Test
    void tellsDepthsByAmqpAloneAndSaysWhatIsMissing() throws Exception {
        Map<String, String> alone = Map.of("RABBITMQ_MANAGEMENT_URI", NOWHERE);
        await().atMost(SOON).until(() -> lane(alone).get("delayed").asLong() == 1);
        JsonNode lane = lane(alone);
        assertThat(lane.get("ready").asLong()).isEqualTo(2);
        assertThat(lane.get("unacked").isNull()).isTrue();
        Ran table = run(alone, "lanes");
        assertThat(table.err()).contains("rates and unacked jobs are not known", "127.0.0.1:1");
    }

    @Test
    void tellsDepthsByTheManagementApiAlone() throws Exception {
        Map<String, String> alone = Map.of("RABBITMQ_URI", "amqp://127.0.0.1:1");
        await().atMost(SOON).until(() -> lane(alone).get("ready").asLong() == 2);
        assertThat(run(alone, "lanes").err()).contains("not known by AMQP");
    }

    @Test
    void failsWithoutAnySource() {
        Ran ran = run(Map.of("RABBITMQ_URI", "amqp://127.0.0.1:1", "RABBITMQ_MANAGEMENT_URI", NOWHERE), "lanes");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("neither source", "By AMQP: can't connect", "By the management API: ");
    }

    @Test
    void watchesInLinesOfJson() throws Exception {
        Ran ran = run("lanes", "--watch", "1", "--times", "2", "--json");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        List<String> lines = ran.out().lines().toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            assertThat(JSON.readTree(line).at("/sources/amqp").asText()).isEqualTo("ok");
        }
    }

    @Test
    void drawsAnewOnATerminalAndInColour() {
        OnTerminal.Seen seen = OnTerminal.run(directory, environment(), "", "lanes", "--watch", "1", "--times", "2");
        assertThat(seen.exitCode()).as(seen.screen()).isZero();
        assertThat(seen.screen().split("\u001b\\[H\u001b\\[2J", -1)).hasSize(3);
        assertThat(seen.screen()).contains("\u001b[1mLANE\u001b[0m");
    }

    @Test
    void refusesOddIntervals() {
        assertThat(run("lanes", "--watch", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
