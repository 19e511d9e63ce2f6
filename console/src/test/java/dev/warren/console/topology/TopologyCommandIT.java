package dev.warren.console.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.testsupport.TestBroker;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyCommandIT {
    @TempDir
    Path directory;

    private final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);

    private Ran run(String... arguments) {
        return RunWarren.in(directory)
                .with("RABBITMQ_URI", TestBroker.shared().uri().toString())
                .with(
                        "RABBITMQ_MANAGEMENT_URI",
                        TestBroker.shared().managementUri().toString())
                .with("WARREN_NAMESPACE", namespace)
                .with("WARREN_LANES", "default")
                .run(arguments);
    }

    @Test
    void whatIsMissingIsDeclaredAndThenFound() throws Exception {
        Ran before = run("topology", "check");
        assertThat(before.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(before.out()).contains("error: queue '" + namespace + ".default' is missing: declare the topology");

        Ran declared = run("topology", "declare", "--json");
        assertThat(declared.err()).isEmpty();
        assertThat(declared.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode answer = new ObjectMapper().readTree(declared.out());
        assertThat(answer.get("namespace").asText()).isEqualTo(namespace);
        assertThat(answer.get("policies").asInt()).isEqualTo(2);

        Ran after = run("topology", "check", "--json");
        assertThat(after.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(new ObjectMapper().readTree(after.out()).get("ok").asBoolean())
                .isTrue();
    }

    @Test
    void exportsWithoutABroker() throws Exception {
        Ran ran = run("topology", "export", "--uri", "amqp://127.0.0.1:1/other", "-o", "definitions.json");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).isEmpty();
        JsonNode written = new ObjectMapper()
                .readTree(directory.resolve("definitions.json").toFile());
        assertThat(written.at("/vhosts/0/name").asText()).isEqualTo("other");
        assertThat(written.get("queues")).isNotEmpty();
    }
}
