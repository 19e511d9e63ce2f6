package dev.warren.console.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.testsupport.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnqueueCommandIT {
    @TempDir
    Path directory;

    private final String namespace = "e" + UUID.randomUUID().toString().substring(0, 8);

    private RunWarren warren() {
        return RunWarren.in(directory)
                .with("RABBITMQ_URI", TestBroker.shared().uri().toString())
                .with(
                        "RABBITMQ_MANAGEMENT_URI",
                        TestBroker.shared().managementUri().toString())
                .with("WARREN_NAMESPACE", namespace);
    }

    @BeforeEach
    void declare() {
        assertThat(warren().run("topology", "declare").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void answersTheIdsOfConfirmedJobs() throws Exception {
        Ran ran = warren().run("enqueue", "email.send", "{\"orderId\":4711}", "{\"orderId\":4712}", "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode ids = new ObjectMapper().readTree(ran.out()).get("ids");
        assertThat(ids).hasSize(2);
        assertThat(EnqueuedJobs.in(namespace, 2).payloads())
                .containsExactlyInAnyOrder("{\"orderId\":4711}", "{\"orderId\":4712}");
    }

    @Test
    void jobsAreKnownAtOnceToAStoreThatIsNamed() throws Exception {
        String id = warren().run("enqueue", "t", "1", "--store=sqlite:known.db")
                .out()
                .strip();
        Ran status = warren().run("status", id, "--store=sqlite:known.db");
        assertThat(status.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(status.out()).startsWith("pending job " + id);
        Files.writeString(directory.resolve("jobs.jsonl"), "{\"payload\":1,\"id\":\"in-a-file\"}\n");
        warren().run("enqueue", "t", "--file=jobs.jsonl", "--store=sqlite:known.db");
        assertThat(warren().run("status", "in-a-file", "--store=sqlite:known.db")
                        .exitCode())
                .isEqualTo(ExitCode.DONE);

        Ran broken = warren().run("enqueue", "t", "1", "--store=sqlite:" + directory);
        assertThat(broken.exitCode()).as("a store that fails fails no job").isEqualTo(ExitCode.DONE);
        assertThat(broken.err()).startsWith("warning: the jobs are enqueued, and not known to the store");
    }

    @Test
    void takesAPayloadFromStdinOrAFile() throws Exception {
        Files.writeString(directory.resolve("p.json"), "{\"big\": 9223372036854775807, \"text\": \"\u65e5\u672c\"}\n");
        assertThat(warren().run("enqueue", "t", "@p.json").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(warren().reading("[1.25]").run("enqueue", "t", "-").exitCode())
                .isEqualTo(ExitCode.DONE);
        assertThat(EnqueuedJobs.in(namespace, 2).payloads())
                .containsExactlyInAnyOrder("{\"big\":9223372036854775807,\"text\":\"\u65e5\u672c\"}", "[1.25]");
    }

    @Test
    void saysWhereAPayloadIsNotJson() {
        Ran ran = warren().run("enqueue", "t", "{\n  \"a\": 1,\n  b: 2}");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).startsWith("warren: the payload given: it is not JSON (line 3, column 3): ");
    }

    @Test
    void aLaneThatDoesNotExistIsNamed() {
        Ran ran = warren().run("enqueue", "t", "1", "--lane", "fast");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("lane 'fast' is not part of the topology", "critical, default, bulk");
    }

    @Test
    void aBrokerWithoutTheTopologyIsRefusedAtOnce() {
        Ran ran = warren().with("WARREN_NAMESPACE", "nobody").run("enqueue", "t", "1");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err())
                .contains("the queue nobody.", "declare the topology first")
                .doesNotContain("\tat ");
    }

    @Test
    void stopsAtABadLineAndGoesOnThereWhenItIsCorrected() throws Exception {
        Path file = directory.resolve("jobs.jsonl");
        Files.writeString(file, "{\"payload\":1}\n\n{\"payload\":2}\n{\"payloat\":3}\n{\"payload\":4}");
        Ran stopped = warren().run("enqueue", "t", "--file", "jobs.jsonl");
        assertThat(stopped.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(stopped.err())
                .contains("jobs.jsonl, line 4: it has an unknown field 'payloat'. Did you mean 'payload'?");

        Files.writeString(file, Files.readString(file).replace("payloat", "payload"));
        Ran ended = warren().run("enqueue", "t", "--file", "jobs.jsonl");
        assertThat(ended.err()).isEqualTo("going on at line 4 of " + file + "\n");
        assertThat(ended.out()).isEqualTo("2 jobs enqueued, 2 before\n");
        assertThat(EnqueuedJobs.in(namespace, 4).payloads()).containsExactlyInAnyOrder("1", "2", "3", "4");

        Ran again = warren().run("enqueue", "t", "--file", "jobs.jsonl");
        assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(again.err()).contains("is enqueued already, all 4 jobs");
    }

    @Test
    void setsBadLinesAsideWhereAskedTo() throws Exception {
        Path file = directory.resolve("jobs.jsonl");
        Files.writeString(file, "{\"type\":\"t\",\"payload\":1}\nrubbish\n{\"payload\":2}\n");
        Ran ran = warren().run("enqueue", "--file", "jobs.jsonl", "--skip-bad-lines", "bad.jsonl", "--json");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(Files.readAllLines(directory.resolve("bad.jsonl"))).isEqualTo(List.of("rubbish", "{\"payload\":2}"));
        assertThat(ran.err())
                .contains("line 2 is set aside: it is not JSON", "line 3 is set aside: it has no field 'type'");
        JsonNode answer = new ObjectMapper().readTree(ran.out());
        assertThat(answer.get("enqueued").asInt()).isEqualTo(1);
        assertThat(answer.get("bad_lines").asInt()).isEqualTo(2);
    }

    @Test
    void aFileWhoseBeginningChangedIsRefused() throws Exception {
        Path file = directory.resolve("jobs.jsonl");
        Files.writeString(file, "{\"payload\":1}\nrubbish\n");
        warren().run("enqueue", "t", "--file", "jobs.jsonl");
        Files.writeString(file, "{\"payload\":9}\n{\"payload\":2}\n");
        Ran ran = warren().run("enqueue", "t", "--file", "jobs.jsonl");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("has changed in its first 1 lines", "--restart");
    }
}
