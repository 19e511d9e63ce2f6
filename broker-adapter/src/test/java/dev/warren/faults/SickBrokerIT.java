package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.warren.consume.Worker;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.PublishFailed;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that is there and does not do its work: frozen, or out of memory. */
class SickBrokerIT {
    private static final JobType<String> TYPE = JobType.of("sick", String.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static PrivateNode node;

    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private RabbitBroker broker;
    private HandMade made;
    private Worker worker;
    private Publisher publisher;

    @BeforeAll
    static void startNode() {
        node = PrivateNode.start("sick");
    }

    @AfterAll
    static void removeNode() {
        node.close();
    }

    @BeforeEach
    void startBoth() throws Exception {
        made = HandMade.on(node.uri(), LaneName.DEFAULT).declareAll();
        broker = RabbitBroker.at(node.uri().toString())
                .withHeartbeat(HEARTBEAT)
                .withRequestTimeout(Duration.ofSeconds(2));
        worker = Worker.builder(broker)
                .topology(made.topology())
                .metrics(new SimpleMeterRegistry())
                .slots(2)
                .depthInterval(Duration.ofMillis(500))
                .run(TYPE, job -> {
                    if (job.payload().equals("wait")) {
                        goOn.await();
                    }
                    ran.add(job.id().value());
                })
                .start();
        publisher = Publisher.builder(broker)
                .topology(made.topology())
                .metrics(new SimpleMeterRegistry())
                .settings(SenderSettings.STANDARD
                        .withWindow(4_000)
                        .withRoomWithin(Duration.ofSeconds(1))
                        .withConfirmWithin(Duration.ofSeconds(2)))
                .start();
        worker.awaitConsuming(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(10)).until(publisher::isConnected);
    }

    @AfterEach
    void stopBoth() throws Exception {
        goOn.countDown();
        worker.close(Duration.ofSeconds(1));
        publisher.close();
        made.close();
    }

    private static NewJob<String> job(String id) {
        return NewJob.of(TYPE, "quick").withId(id);
    }

    private void enqueue(NewJob<String> job) throws Exception {
        publisher.enqueue(job).get(10, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletableFuture<JobId> enqueued) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> enqueued.get(10, TimeUnit.SECONDS));
        assertThat(failure).hasCauseInstanceOf(PublishFailed.class);
        return Objects.requireNonNull(failure.getCause());
    }

    @Test
    void aFrozenBrokerIsNoticedAndReplacedWhenItThaws() throws Exception {
        enqueue(job("before"));
        await().atMost(Duration.ofSeconds(10)).until(() -> ran.contains("before"));
        node.pause();
        try {
            // More than socket buffers hold, so that the writer stands in the middle of a write.
            String megabyte = "x".repeat(1 << 20);
            List<CompletableFuture<JobId>> stuck = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                stuck.add(publisher.enqueue(NewJob.of(TYPE, megabyte).withId("frozen" + i)));
            }
            for (CompletableFuture<JobId> each : stuck) {
                failureOf(each);
            }
            await().atMost(HEARTBEAT.multipliedBy(5)).until(() -> !publisher.isConnected() && !worker.isConsuming());
        } finally {
            node.resume();
        }
        worker.awaitConsuming(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(20)).until(publisher::isConnected);
        enqueue(job("after"));
        await().atMost(Duration.ofSeconds(10)).until(() -> ran.contains("after"));
    }

    @Test
    void publishingIsHeldBackWithinBoundsWhileJobsInTheQueueGoOn() throws Exception {
        for (int i = 0; i < 2; i++) {
            enqueue(NewJob.of(TYPE, "wait").withId("held" + i));
        }
        for (int i = 0; i < 20; i++) {
            enqueue(job("waiting" + i));
        }
        node.ctl("set_vm_memory_high_watermark", "0.00001");
        try {
            List<CompletableFuture<JobId>> blocked = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                blocked.add(publisher.enqueue(job("blocked" + i)));
            }
            for (CompletableFuture<JobId> each : blocked) {
                assertThat(failureOf(each)).isInstanceOfAny(PublishFailed.NotSent.class, PublishFailed.Unknown.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

            goOn.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> ran.size() >= 22);
            await().atMost(Duration.ofSeconds(10)).until(() -> worker.inFlight() == 0);
            assertThat(worker.isConsuming()).isTrue();
        } finally {
            node.ctl("set_vm_memory_high_watermark", "0.6");
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> enqueue(job("after")));
        await().atMost(Duration.ofSeconds(10)).until(() -> ran.contains("after"));
    }
}
