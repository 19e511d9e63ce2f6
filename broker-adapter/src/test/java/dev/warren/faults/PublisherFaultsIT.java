package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.PublishFailed;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.TcpProxy;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an enqueue comes to when something is wrong: never a success that was none, and never a wait without an end. */
class PublisherFaultsIT {
    private static final JobType<String> TYPE = JobType.of("fault", String.class);
    private static final LaneName FULL = new LaneName("full");
    private static final LaneName UNBOUND = new LaneName("unbound");
    private static final SenderSettings QUICK =
            SenderSettings.STANDARD.withRoomWithin(Duration.ofMillis(500)).withConfirmWithin(Duration.ofSeconds(2));
    private static final SenderSettings PATIENT = SenderSettings.STANDARD.withConfirmWithin(Duration.ofSeconds(20));

    private final URI uri = TestBroker.shared().uri();
    private final TcpProxy wire = TcpProxy.to(uri);
    private final RabbitBroker broker = RabbitBroker.at(wire.uri().toString());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private HandMade made;

    @BeforeEach
    void connect() throws Exception {
        made = HandMade.on(uri, LaneName.DEFAULT);
    }

    @AfterEach
    void cleanUp() throws Exception {
        made.close();
        wire.close();
    }

    private Publisher publisher(SenderSettings settings) {
        return Publisher.builder(broker)
                .topology(made.topology())
                .settings(settings)
                .metrics(registry)
                .start();
    }

    private Publisher connected(SenderSettings settings) {
        Publisher publisher = publisher(settings);
        await().atMost(Duration.ofSeconds(10)).until(publisher::isConnected);
        return publisher;
    }

    private static PublishFailed failureOf(CompletableFuture<JobId> enqueued) throws Exception {
        try {
            throw new AssertionError("confirmed, but should have failed: " + enqueued.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PublishFailed failure) {
                return failure;
            }
            throw e;
        }
    }

    private static NewJob<String> job(String id) {
        return NewJob.of(TYPE, "x").withId(id);
    }

    @Test
    void failsAnEnqueueThatNoQueueIsBoundFor() throws Exception {
        made.makeLane(LaneName.DEFAULT, Map.of());
        try (Publisher publisher = connected(QUICK)) {
            publisher.enqueue(job("bound")).get(10, TimeUnit.SECONDS);
            made.unbind(LaneName.DEFAULT);

            assertThat(failureOf(publisher.enqueue(job("unbound"))))
                    .isInstanceOf(PublishFailed.Returned.class)
                    .hasMessageContaining("unbound")
                    .hasMessageContaining("NO_ROUTE");
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("bound");

            made.makeLane(LaneName.DEFAULT, Map.of());
            publisher.enqueue(job("bound again")).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void failsAnEnqueueThatAFullQueueRefuses() throws Exception {
        made.makeLane(LaneName.DEFAULT, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        try (Publisher publisher = connected(QUICK)) {
            publisher.enqueue(job("fits")).get(10, TimeUnit.SECONDS);

            assertThat(failureOf(publisher.enqueue(job("too much")))).isInstanceOf(PublishFailed.Refused.class);
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("fits");
        }
    }

    @Test
    void tellsThatNothingIsKnownWhenTheConfirmNeverComes() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(QUICK)) {
            wire.swallowAnswers();
            long start = System.nanoTime();

            assertThat(failureOf(publisher.enqueue(job("unheard")))).isInstanceOf(PublishFailed.Unknown.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("unheard");
        }
    }

    @Test
    void doesNotTakeAWriteIntoADeadSocketForASuccess() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(QUICK)) {
            wire.swallowAll();

            assertThat(failureOf(publisher.enqueue(job("lost")))).isInstanceOf(PublishFailed.Unknown.class);
            assertThat(made.takeAll(LaneName.DEFAULT)).isEmpty();
        }
    }

    @Test
    void tellsWhatWasNeverSentAndGoesOnWhenTheBrokerComes() throws Exception {
        made.declareAll();
        wire.refuse();
        try (Publisher publisher = publisher(QUICK)) {
            assertThat(failureOf(publisher.enqueue(job("early"))))
                    .isInstanceOf(PublishFailed.NotSent.class)
                    .hasMessageContaining("not connected to amqp://127.0.0.1:");

            wire.pass();
            publisher.enqueue(job("late")).get(10, TimeUnit.SECONDS);
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("late");
            assertThat(registry.get("jobs.publish.failed")
                            .tag("reason", "NotSent")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void losesAndInventsNoConfirmWhenTheConnectionBreaksMidWindow() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(PATIENT.withWindow(200).withRoomWithin(Duration.ofSeconds(20)))) {
            Map<String, CompletableFuture<JobId>> sent = new LinkedHashMap<>();
            for (int i = 0; i < 2_000; i++) {
                // What is written while the wire is silent is lost, and the next link's numbers start at 1.
                if (i % 500 == 150) {
                    waitFor(sent, i - 50); // or the window fills up before the wire speaks again
                    wire.swallowAll();
                }
                if (i % 500 == 250) {
                    wire.pass();
                }
                sent.put("j" + i, publisher.enqueue(job("j" + i)));
            }
            waitFor(sent, sent.size());
            assertThat(made.takeAll(LaneName.DEFAULT).keySet()).isEqualTo(sent.keySet());
            assertThat(wire.accepted()).isGreaterThanOrEqualTo(5);
        }
    }

    private static void waitFor(Map<String, CompletableFuture<JobId>> sent, int count) throws Exception {
        for (CompletableFuture<JobId> each : sent.values().stream().limit(count).toList()) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void reconnectsWhileManyCallersWait() throws Exception {
        made.declareAll();
        ExecutorService callers = Executors.newFixedThreadPool(40);
        try (Publisher publisher = connected(PATIENT.withWindow(10).withRoomWithin(Duration.ofSeconds(20)))) {
            wire.swallowAll();
            List<Future<JobId>> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String id = "caller" + i;
                waiting.add(callers.submit(() -> publisher.enqueue(job(id)).get(20, TimeUnit.SECONDS)));
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> waiting.stream().noneMatch(Future::isDone));
            wire.pass();
            for (Future<JobId> each : waiting) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(made.takeAll(LaneName.DEFAULT)).hasSize(40);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void holdsCallersBackWhileTheWindowIsFullButNotForEver() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(QUICK.withWindow(5))) {
            wire.swallowAnswers();
            List<CompletableFuture<JobId>> window = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                window.add(publisher.enqueue(job("in" + i)));
            }
            long start = System.nanoTime();
            CompletableFuture<JobId> sixth = publisher.enqueue(job("sixth"));
            Duration waited = Duration.ofNanos(System.nanoTime() - start);

            assertThat(waited).isBetween(Duration.ofMillis(480), Duration.ofSeconds(2));
            assertThat(failureOf(sixth))
                    .isInstanceOf(PublishFailed.NotSent.class)
                    .hasMessageContaining("5 publications waited");
            for (CompletableFuture<JobId> each : window) {
                assertThat(failureOf(each)).isInstanceOf(PublishFailed.Unknown.class);
            }
            assertThat(registry.get("jobs.publish.failed")
                            .tag("reason", "NotSent")
                            .counter()
                            .count())
                    .isEqualTo(1);

            wire.pass();
            publisher.enqueue(job("room again")).get(10, TimeUnit.SECONDS);
            assertThat(made.takeAll(LaneName.DEFAULT))
                    .doesNotContainKey("sixth")
                    .containsKey("room again");
        }
    }

    @Test
    void goesOnAfterAJobThatHasNoFormOnTheWire() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(PATIENT)) {
            CompletableFuture<JobId> before = publisher.enqueue(job("before"));
            CompletableFuture<JobId> impossible =
                    publisher.enqueue(job("impossible").withCorrelationId("r".repeat(300)));
            CompletableFuture<JobId> tooLarge =
                    publisher.enqueue(job("too large").withHeader("note", "n".repeat(200_000)));
            CompletableFuture<JobId> after = publisher.enqueue(job("after"));

            assertThat(failureOf(impossible))
                    .isInstanceOf(PublishFailed.NotSent.class)
                    .hasMessageContaining("impossible");
            assertThat(failureOf(tooLarge)).isInstanceOf(PublishFailed.NotSent.class);
            before.get(10, TimeUnit.SECONDS);
            after.get(10, TimeUnit.SECONDS);
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("before", "after");
        }
    }

    @Test
    void doesNotStormABrokerThatClosesTheChannelAgainAndAgain() throws Exception {
        made.makeLane(LaneName.DEFAULT, Map.of());
        try (Publisher publisher = connected(QUICK)) {
            made.channel().exchangeDelete(made.topology().exchange(LaneName.DEFAULT));
            int before = wire.accepted();

            assertThat(failureOf(publisher.enqueue(job("nowhere")))).isInstanceOf(PublishFailed.Unknown.class);
            assertThat(wire.accepted() - before).isLessThanOrEqualTo(8);

            made.makeLane(LaneName.DEFAULT, Map.of());
            publisher.enqueue(job("there again")).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void reportsEachJobOfABatchByItself() throws Exception {
        made.close();
        made = HandMade.on(uri, LaneName.DEFAULT, FULL, UNBOUND);
        made.makeLane(LaneName.DEFAULT, Map.of());
        made.makeLane(FULL, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        made.makeLane(UNBOUND, Map.of());
        made.unbind(UNBOUND);
        try (Publisher publisher = connected(PATIENT)) {
            publisher.enqueue(job("fills it").onLane(FULL)).get(10, TimeUnit.SECONDS);

            List<Enqueued> results = publisher.enqueueAll(List.of(
                    job("a"), job("b").onLane(FULL), job("c").onLane(UNBOUND), job("d"), job("e").onLane(UNBOUND)));

            assertThat(results).extracting(result -> result.id().value()).containsExactly("a", "b", "c", "d", "e");
            assertThat(results)
                    .extracting(result -> result.failure()
                            .map(f -> f.getClass().getSimpleName())
                            .orElse("confirmed"))
                    .containsExactly("confirmed", "Refused", "Returned", "confirmed", "Returned");
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("a", "d");
        }
    }

    @Test
    void enqueuesNothingOfABatchWithAJobThatCantBeWritten() throws Exception {
        made.declareAll();
        try (Publisher publisher = connected(PATIENT)) {
            assertThatThrownBy(() -> publisher.enqueueAll(
                            List.of(job("fine"), job("elsewhere").onLane(FULL))))
                    .isInstanceOf(IllegalArgumentException.class);
            publisher.enqueue(job("last")).get(10, TimeUnit.SECONDS);
            assertThat(made.takeAll(LaneName.DEFAULT)).containsOnlyKeys("last");
        }
    }

    @Test
    void closeWaitsForTheConfirms() throws Exception {
        made.declareAll();
        Publisher publisher = connected(PATIENT);
        List<CompletableFuture<JobId>> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add(publisher.enqueue(job("j" + i)));
        }
        publisher.close();

        assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
        assertThat(made.takeAll(LaneName.DEFAULT)).hasSize(500);
        publisher.close();
        assertThat(failureOf(publisher.enqueue(job("too late"))))
                .isInstanceOf(PublishFailed.NotSent.class)
                .hasMessageContaining("closed");
    }

    @Test
    void closeEndsAtTheDeadlineWhenTheBrokerIsSilent() throws Exception {
        made.declareAll();
        Publisher publisher = connected(QUICK);
        wire.swallowAll();
        CompletableFuture<JobId> unheard = publisher.enqueue(job("unheard"));
        long start = System.nanoTime();
        publisher.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        assertThat(unheard).isDone();
        assertThat(failureOf(unheard)).isInstanceOf(PublishFailed.Unknown.class);
    }

    @Test
    void closeWithoutAConnectionNeitherSpinsNorHangs() throws Exception {
        made.declareAll();
        wire.refuse();
        Publisher publisher = publisher(QUICK);
        CompletableFuture<JobId> never = publisher.enqueue(job("never"));
        await().atMost(Duration.ofSeconds(5)).until(() -> wire.accepted() > 0);
        int before = wire.accepted();
        publisher.close();

        assertThat(wire.accepted() - before).isLessThanOrEqualTo(8);
        assertThat(failureOf(never)).isInstanceOf(PublishFailed.NotSent.class);
    }

    @Test
    void anInterruptedCloseLeavesNobodyWaiting() throws Exception {
        made.declareAll();
        Publisher publisher = connected(PATIENT);
        wire.swallowAll();
        CompletableFuture<JobId> unheard = publisher.enqueue(job("unheard"));
        Thread.currentThread().interrupt();
        publisher.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> unheard.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(PublishFailed.class);
    }

    @Test
    void aDelayedJobIsNotEarly() throws Exception {
        made.declareAll();
        Duration delay = Duration.ofMillis(900);
        try (Publisher publisher = connected(PATIENT)) {
            long start = System.nanoTime();
            publisher.enqueue(job("later").delayedBy(delay)).get(10, TimeUnit.SECONDS);
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> made.takeAll(LaneName.DEFAULT).containsKey("later"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(delay, delay.plusSeconds(4));
        }
    }
}
