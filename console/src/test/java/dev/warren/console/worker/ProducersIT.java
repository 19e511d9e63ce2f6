package dev.warren.console.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.ExitCode;
import dev.warren.console.Launched;
import dev.warren.job.JobProvider;
import dev.warren.testsupport.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The producers in {@code samples/producers}, each as its reader would run it, for a worker that is a process of its own. What they need
 * (python3-pika, Node.js with amqplib, curl, rabbitmqadmin) must be there: {@code dev/verify} installs it.
 */
class ProducersIT {
    private static final Path PRODUCERS =
            Path.of("..", "samples", "producers").toAbsolutePath().normalize();
    private static final int MOST_LINES = 40;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void provideJobs() throws IOException {
        environment.put("WARREN_NAMESPACE", "p" + UUID.randomUUID().toString().substring(0, 8));
        environment.put("RABBITMQ_URI", TestBroker.shared().uri().toString());
        environment.put(
                "RABBITMQ_MANAGEMENT_URI", TestBroker.shared().managementUri().toString());
        Path services = Files.createDirectories(directory.resolve("jobs/META-INF/services"));
        Files.writeString(services.resolve(JobProvider.class.getName()), SampleJobs.class.getName());
    }

    static Stream<Arguments> producers() {
        return Stream.of(
                Arguments.of("enqueue.py", List.of("/usr/bin/python3", "enqueue.py")),
                Arguments.of("enqueue.js", List.of("node", "enqueue.js")),
                Arguments.of("enqueue.sh", List.of("sh", "enqueue.sh")),
                Arguments.of("enqueue-rabbitmqadmin.sh", List.of("sh", "enqueue-rabbitmqadmin.sh")),
                Arguments.of("Enqueue.java", List.of(java(), "-cp", amqpClient(), "Enqueue.java")));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The two jars that its first line names, and nothing of Warren. */
    private static String amqpClient() {
        return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(jar -> jar.matches(".*/(amqp-client|slf4j-api)-[^/]*\\.jar"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private Launched produce(List<String> command, String... arguments) {
        List<String> whole = Stream.of(command, List.of(arguments))
                .flatMap(List::stream)
                .map(word -> word.equals(PRODUCERS.resolve(word).getFileName().toString())
                                && Files.exists(PRODUCERS.resolve(word))
                        ? PRODUCERS.resolve(word).toString()
                        : word)
                .toList();
        return Launched.of(whole, directory, environment);
    }

    @Test
    void everyProducersJobIsDone() throws Exception {
        Launched worker = Launched.in(directory, environment, "worker", "--classpath", "jobs");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(worker.process().isAlive()).as(worker.errors()).isTrue();
            assertThat(worker.errors()).contains("INFO  consuming [");
        });
        for (Arguments producer : producers().toList()) {
            String name = (String) producer.get()[0];
            @SuppressWarnings("unchecked")
            List<String> command = (List<String>) producer.get()[1];
            String payload =
                    "{\"from\":\"" + name + "\",\"quote\":\"\\\"\",\"letters\":\"äß你😀\",\"n\":9007199254740993}";
            Launched produced = produce(command, "note", payload, "critical").awaitExit(0);
            assertThat(UUID.fromString(produced.output().strip()).version())
                    .as(name)
                    .isEqualTo(4);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(ran()).as(name + worker.errors()).contains(payload));
        }
        worker.process().destroy();
        worker.awaitExit(ExitCode.DONE);
    }

    private List<String> ran() throws IOException {
        Path file = directory.resolve("ran");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("producers")
    void saysWhatIsWrongWhereThereIsNoLane(String name, List<String> command) throws Exception {
        Launched produced = produce(command, "note", "{}").awaitExit(1);
        assertThat(produced.output()).isEmpty();
        assertThat(produced.errors()).contains("not enqueued").contains("worker");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("producers")
    void saysWhatIsWrongWhereThereIsNoBroker(String name, List<String> command) throws Exception {
        environment.put("RABBITMQ_URI", "amqp://guest:guest@127.0.0.1:1");
        environment.put("RABBITMQ_MANAGEMENT_URI", "http://guest:guest@127.0.0.1:1");
        Launched produced = produce(command, "note", "{}").awaitExit(1);
        assertThat(produced.output()).isEmpty();
        assertThat(produced.errors()).contains("not enqueued");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("producers")
    void isShortEnoughToBeReadAtOnce(String name, List<String> command) throws IOException {
        assertThat(Files.readAllLines(PRODUCERS.resolve(name))).hasSizeLessThan(MOST_LINES);
    }
}
