package dev.warren.console.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.ExitCode;
import dev.warren.console.Launched;
import dev.warren.console.RunWarren;
import dev.warren.job.JobProvider;
import dev.warren.testsupport.TcpProxy;
import dev.warren.testsupport.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandIT {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>(
            Map.of("WARREN_NAMESPACE", "w" + UUID.randomUUID().toString().substring(0, 8)));

    @BeforeEach
    void provideJobs() throws IOException {
        broker(TestBroker.shared().uri());
        Path services = Files.createDirectories(directory.resolve("jobs/META-INF/services"));
        Files.writeString(services.resolve(JobProvider.class.getName()), SampleJobs.class.getName());
    }

    private void broker(URI uri) {
        environment.put("RABBITMQ_URI", uri.toString());
        environment.put(
                "RABBITMQ_MANAGEMENT_URI", TestBroker.shared().managementUri().toString());
    }

    private Launched worker(String... arguments) {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"worker", "--classpath", "jobs"}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Launched.in(directory, environment, all);
    }

    private void awaitLog(Launched worker, String text) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(worker.process().isAlive()).as(worker.errors()).isTrue();
            assertThat(worker.errors()).contains(text);
        });
    }

    private RunWarren.Ran warren(String... arguments) {
        RunWarren warren = RunWarren.in(directory);
        environment.forEach(warren::with);
        return warren.run(arguments);
    }

    private void enqueue(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "enqueue";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertThat(warren(all).exitCode()).isEqualTo(ExitCode.DONE);
    }

    private List<String> ran() {
        try {
            Path file = directory.resolve("ran");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitRan(String line) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ran().contains(line));
    }

    @Test
    void runsTheJobsOfTheClassPathAndStopsInOrder() throws Exception {
        Launched worker = worker("-Q", "critical,default", "-c", "2");
        awaitLog(worker, "INFO  consuming [critical, default]");
        assertThat(worker.errors()).contains("with 2 slots; job types: note, slow; store sqlite:warren.db");
        enqueue("note", "{\"n\":1}");
        enqueue("note", "{\"n\":2}", "--lane", "critical");
        awaitRan("{\"n\":1}");
        awaitRan("{\"n\":2}");

        enqueue("slow", "1500");
        awaitRan("began");
        worker.process().destroy(); // SIGTERM
        worker.awaitExit(ExitCode.DONE);
        assertThat(ran()).startsWith("start").endsWith("began", "ended", "stop");
        assertThat(worker.output()).isEmpty();
    }

    @Test
    void aStopDoesNotWaitLongerThanItMay() throws Exception {
        Launched worker = worker("--stop-within", "200ms", "--store", "memory");
        awaitLog(worker, "INFO  consuming [");
        enqueue("slow", "60000");
        awaitRan("began");
        worker.interrupt().awaitExit(ExitCode.DONE);
        assertThat(ran()).doesNotContain("ended").endsWith("stop");
    }

    @Test
    void cancellingAJobInterruptsItsHandlerInAnotherProcess() throws Exception {
        environment.put("WARREN_STORE", "sqlite:shared.db");
        Launched worker = worker();
        awaitLog(worker, "INFO  consuming [");
        enqueue("slow", "600000", "--id", "too-slow");
        awaitRan("began");
        RunWarren.Ran cancelled = warren("cancel", "too-slow");
        assertThat(cancelled.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(cancelled.out()).contains("It was told to interrupt the handler");
        awaitRan("cancelled");
        assertThat(warren("result", "too-slow").err()).contains("has no result: cancelled");
        worker.process().destroy();
        worker.awaitExit(ExitCode.DONE);
    }

    @Test
    void startsWhileTheBrokerIsAwayAndSaysSo() throws Exception {
        try (TcpProxy wire = TcpProxy.to(TestBroker.shared().uri())) {
            wire.refuse();
            broker(wire.uri());
            Launched worker = worker("--dedicate", "default=1,bulk=1");
            awaitLog(worker, "not consuming [default], trying again: ");
            wire.pass();
            awaitLog(worker, "INFO  consuming [bulk]");
            enqueue("note", "7", "--lane", "bulk");
            awaitRan("7");
            worker.process().destroy();
            worker.awaitExit(ExitCode.DONE);
        }
    }

    @Test
    void withoutJobsItSaysHowToProvideThem() {
        RunWarren.Ran ran = warren("worker");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("no job provider is on the class path", "--classpath");
    }

    @Test
    void aClassPathEntryThatIsNotThereIsNamed() {
        RunWarren.Ran ran = warren("worker", "--classpath", "jobs:lib/*.jar");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--classpath: the directory of 'lib/*.jar' can't be read");
    }
}
