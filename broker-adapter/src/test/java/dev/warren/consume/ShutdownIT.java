package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.idempotency.InMemoryStore;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that stops loses nothing, doubles nothing and blames nobody. */
class ShutdownIT {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class).retrying(RetryPolicy.never());

    private final Bed bed = Bed.make();
    private final InMemoryStore store = InMemoryStore.create();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void publish(String id) {
        bed.publish(properties("note", id).build(), "{\"text\":\"" + id + "\"}");
    }

    private void note(Job<Note> job) {
        ran.add(job.id().value() + " " + job.attempt());
    }

    @Test
    void endsWhatRunsAndHandsBackWhatWaits() throws Exception {
        Queue<String> started = new ConcurrentLinkedQueue<>();
        Worker first = bed.worker()
                .store(store)
                .slots(2)
                .run(NOTE, job -> {
                    started.add(job.id().value());
                    release.await();
                    note(job);
                })
                .start();
        first.awaitConsuming(SOON);
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "job-" + i).toList();
        ids.forEach(this::publish);
        await().atMost(SOON).until(() -> started.size() == 2 && first.inFlight() > 2);
        Thread closing = new Thread(first::close, "closing");
        closing.start();
        await().atMost(SOON).until(() -> first.inFlight() == 2);
        release.countDown();
        closing.join(SOON.toMillis());
        assertThat(closing.isAlive()).isFalse();
        assertThat(bed.ready(bed.lane())).isEqualTo(18);
        assertThat(ran).hasSize(2);
        try (Worker second = bed.worker().store(store).run(NOTE, this::note).start()) {
            second.awaitConsuming(SOON);
            await().atMost(SOON).until(() -> ran.size() == 20);
        }
        assertThat(ran)
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(id -> id + " 1").toList());
        assertThat(bed.takeDead()).isEmpty();
    }

    @Test
    void interruptsAHandlerThatTakesLongerThanTheLimitAndRunsItsJobElsewhere() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Worker first = bed.worker()
                .store(store)
                .run(NOTE, job -> {
                    started.countDown();
                    release.await();
                })
                .start();
        first.awaitConsuming(SOON);
        publish("long");
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        first.close(Duration.ofMillis(500));
        first.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
        try (Worker second = bed.worker().store(store).run(NOTE, this::note).start()) {
            second.awaitConsuming(SOON);
            await().atMost(SOON).until(() -> ran.size() == 1);
        }
        assertThat(ran).as("the interrupted attempt does not count").containsExactly("long 1");
        assertThat(bed.takeDead()).isEmpty();
    }

    @Test
    void stopsCleanlyOnSigterm() throws Exception {
        publish("a");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        bed.topology().namespace())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(output, "started a");
            child.toHandle().destroy(); // child.destroy() would close its output too
            awaitLine(output, "ended a");
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(bed.ready(bed.lane()))
                .as("the job was settled before the end")
                .isZero();
    }

    private static void awaitLine(BufferedReader output, String wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("the program ended without: " + wanted);
    }

    /** A worker of its own process, whose handler is still busy when it is asked to end. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch never = new CountDownLatch(1);
            Topology topology = Topology.builder()
                    .namespace(arguments[0])
                    .lanes(LaneName.DEFAULT)
                    .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                    .build();
            Worker worker = Worker.builder(
                            RabbitBroker.at(TestBroker.shared().uri().toString()))
                    .topology(topology)
                    .run(NOTE, job -> {
                        System.out.println("started " + job.id());
                        boolean early = never.await(2, TimeUnit.SECONDS);
                        System.out.println((early ? "left " : "ended ") + job.id());
                    })
                    .start()
                    .stopOnShutdown();
            worker.awaitConsuming(SOON);
            never.await();
        }
    }
}
