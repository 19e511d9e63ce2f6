package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.testbed.Bed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Unique keys as any producer can ask for them, by headers, on a real broker. */
class UniqueJobsIT {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);

    private final Bed bed = Bed.make();
    private final InMemoryStore store = InMemoryStore.create();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void work(Job<Note> job) throws InterruptedException {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        ran.add(job.id().value());
        release.await(30, TimeUnit.SECONDS);
        running.decrementAndGet();
    }

    private void publish(String id, String conflict) {
        Map<String, Object> headers =
                Map.of("unique-key", "user-42", "unique-until", "running", "unique-conflict", conflict);
        bed.publish(properties("note", id).headers(headers).build(), "{\"text\":\"a\"}");
    }

    private double count(String status) {
        return bed.registry().find("jobs.processed").tag("status", status).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void underALockOneRunsAtATimeAndTheOthersWait() throws Exception {
        try (Worker worker =
                bed.worker().store(store).slots(4).run(NOTE, this::work).start()) {
            worker.awaitConsuming(SOON);
            publish("one", "wait");
            await().atMost(SOON).until(() -> ran.contains("one"));
            publish("two", "wait");
            publish("three", "wait");
            await().atMost(SOON).until(() -> count("deferred") >= 2);
            assertThat(ran).containsExactly("one");
            release.countDown();
            await().atMost(SOON).until(() -> count("succeeded") == 3);
        }
        assertThat(ran).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void whatFindsItsLockTakenIsSkippedAndThatIsNoFailure() throws Exception {
        try (Worker worker =
                bed.worker().store(store).slots(4).run(NOTE, this::work).start()) {
            worker.awaitConsuming(SOON);
            publish("one", "skip");
            await().atMost(SOON).until(() -> ran.contains("one"));
            publish("two", "skip");
            await().atMost(SOON).until(() -> count("skipped") == 1);
            release.countDown();
            await().atMost(SOON).until(() -> count("succeeded") == 1);
            JobKey two = new JobKey(bed.topology().namespace(), "", new JobTypeName("note"), "two");
            assertThat(store.find(two).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
            publish("three", "skip");
            await().atMost(SOON).until(() -> count("succeeded") == 2);
        }
        assertThat(ran).containsExactly("one", "three");
        assertThat(mostAtOnce).hasValue(1);
        assertThat(bed.takeDead()).isEmpty();
    }

    private NewJob<Note> job(String id, Uniqueness uniqueness) {
        return NewJob.of(NOTE, new Note("a")).withId(id).unique(uniqueness);
    }

    @Test
    void aPublisherWithTheStoreDoesNotPublishWhatWouldBeSkipped() throws Exception {
        Uniqueness key = Uniqueness.of("user-42");
        try (Publisher publisher = publisher()) {
            assertThat(publisher.enqueue(job("one", key)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(new JobId("one"));
            assertThat(publisher.enqueue(job("two", key)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(new JobId("one"));
            List<Enqueued> bulk = publisher.enqueueAll(
                    List.of(job("three", key), job("four", Uniqueness.of("user-43")), job("five", key)));
            assertThat(bulk).allMatch(Enqueued::isConfirmed);
            assertThat(bulk.stream().map(enqueued -> enqueued.id().value())).containsExactly("one", "four", "one");
        }
        assertThat(bed.ready(bed.lane())).isEqualTo(2);
    }

    @Test
    void debouncedJobsRunOnceAfterTheLast() throws Exception {
        Uniqueness last = Uniqueness.of("user-42").untilStarted().replacing();
        Duration quiet = Duration.ofSeconds(1);
        release.countDown();
        try (Publisher publisher = publisher();
                Worker worker =
                        bed.worker().store(store).slots(4).run(NOTE, this::work).start()) {
            worker.awaitConsuming(SOON);
            for (String id : List.of("one", "two", "three")) {
                publisher.enqueue(job(id, last).delayedBy(quiet)).get(30, TimeUnit.SECONDS);
            }
            await().atMost(SOON).until(() -> count("succeeded") == 1 && count("cancelled") == 2);
        }
        assertThat(ran).containsExactly("three");
    }

    private Publisher publisher() {
        return Publisher.builder(bed.broker())
                .topology(bed.topology())
                .store(store)
                .metrics(bed.registry())
                .start();
    }

    @Test
    void aStoreWithoutLocksRunsNoJobThatAsksForOne() throws Exception {
        try (Worker worker = bed.worker()
                .store(withoutLocks(store))
                .run(NOTE, job -> ran.add(job.id().value()))
                .start()) {
            worker.awaitConsuming(SOON);
            publish("one", "wait");
            assertThat(header(bed.awaitDead(), "error-message").orElseThrow()).contains("unique key");
        }
        assertThat(ran).isEmpty();
    }

    private static IdempotencyStore withoutLocks(IdempotencyStore store) {
        return (IdempotencyStore) Proxy.newProxyInstance(
                UniqueJobsIT.class.getClassLoader(),
                new Class<?>[] {IdempotencyStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
