package dev.warren.console.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.Launched;
import dev.warren.testsupport.PrivateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks off {@code warren enqueue --file}, as a process of its own, at any moment: no job may be missing, and none may run twice. */
@Tag("once")
class EnqueueBreakIT {
    private static PrivateNode node;

    @TempDir
    Path directory;

    @BeforeAll
    static void startNode() {
        node = PrivateNode.start("enqueue");
    }

    @AfterAll
    static void removeNode() {
        node.close();
    }

    private Launched warren(String namespace, String... arguments) {
        return Launched.in(
                directory,
                Map.of(
                        "RABBITMQ_URI",
                        node.uri().toString(),
                        "RABBITMQ_MANAGEMENT_URI",
                        node.managementUri().toString(),
                        "WARREN_NAMESPACE",
                        namespace,
                        "WARREN_TIMEOUT",
                        "10s"), // so long it looks for a broker that is gone
                arguments);
    }

    private Path jobs(int count) throws IOException {
        Path file = directory.resolve("jobs.jsonl");
        Files.writeString(
                file,
                IntStream.range(0, count)
                        .mapToObj(i -> "{\"type\":\"t\",\"payload\":" + i + "}\n")
                        .collect(Collectors.joining()));
        return file;
    }

    private void awaitNotedLines(Launched running, long least) {
        Path notes = directory.resolve("jobs.jsonl.warren-progress");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    assertThat(running.process().isAlive())
                            .as("it ended before it was broken off: %s", running.errors())
                            .isTrue();
                    if (!Files.exists(notes)) {
                        return false;
                    }
                    String text = Files.readString(notes);
                    return text.lines()
                            .filter(line -> line.endsWith("}"))
                            .anyMatch(line -> Long.parseLong(line.replaceAll(".*\"lines\":(\\d+).*", "$1")) >= least);
                });
    }

    private static void assertEachRanOnce(String namespace, int count) {
        EnqueuedJobs ran = EnqueuedJobs.at(node.uri(), namespace, count);
        assertThat(new HashSet<>(ran.payloads())).hasSize(count);
        assertThat(ran.payloads()).hasSize(count);
    }

    @Test
    void aKilledCommandGoesOnWhereItWas() throws Exception {
        warren("killed", "topology", "declare").awaitExit(0);
        jobs(30_000);
        Launched first = warren("killed", "enqueue", "--file", "jobs.jsonl");
        awaitNotedLines(first, 1);
        first.process().destroyForcibly().waitFor();

        Launched second = warren("killed", "enqueue", "--file", "jobs.jsonl").awaitExit(0);
        assertThat(second.errors()).contains("going on at line ");
        assertThat(second.output()).matches("(?s)\\d+ jobs enqueued, \\d+ before\\n");
        assertEachRanOnce("killed", 30_000);
    }

    @Test
    void anInterruptedCommandEndsInOrderAndGoesOn() throws Exception {
        warren("interrupted", "topology", "declare").awaitExit(0);
        jobs(30_000);
        Launched first = warren("interrupted", "enqueue", "--file", "jobs.jsonl");
        awaitNotedLines(first, 1);
        first.interrupt().awaitExit(130);
        assertThat(first.errors()).contains("interrupted: ", "Run the same command again");

        warren("interrupted", "enqueue", "--file", "jobs.jsonl").awaitExit(0);
        assertEachRanOnce("interrupted", 30_000);
    }

    @Test
    void aKilledBrokerStopsItAndTheSameCommandGoesOn() throws Exception {
        warren("broker", "topology", "declare").awaitExit(0);
        jobs(30_000);
        Launched first = warren("broker", "enqueue", "--file", "jobs.jsonl");
        awaitNotedLines(first, 1);
        node.kill();
        first.awaitExit(69);
        assertThat(first.errors()).contains("run the same command again").doesNotContain("\tat ");

        node.restart();
        warren("broker", "enqueue", "--file", "jobs.jsonl").awaitExit(0);
        assertEachRanOnce("broker", 30_000);
    }
}
