package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.PublishLink;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.job.Uniqueness;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs of one unique key that are enqueued while the broker is away. */
class UniqueKeysTest {
    record Note(String text) {}

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final JobType<Note> NOTE = JobType.of("note", Note.class);

    private final InMemoryStore store = InMemoryStore.create();

    private static NewJob<Note> job(String id) {
        return NewJob.of(NOTE, new Note("hello")).withId(id).unique(Uniqueness.of("user-42"));
    }

    /** One that never ends would be taken for failed by failsWithin alone. */
    private static void assertFails(CompletableFuture<JobId> enqueued) {
        assertThat(enqueued)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PublishFailed.class);
    }

    private Publisher publisher(MemoryBroker broker) {
        Duration confirmWithin = broker.away ? Duration.ofMillis(100) : SOON;
        return Publisher.builder(broker)
                .store(store)
                .settings(SenderSettings.STANDARD.withConfirmWithin(confirmWithin))
                .metrics(new SimpleMeterRegistry())
                .start();
    }

    /** The first was not enqueued, so none may be told that the first is there in its place. */
    @Test
    void theNextIsNotToldToBeSafeByOneThatWasNotPublished() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            assertFails(publisher.enqueue(job("one")));
            assertFails(publisher.enqueue(job("other")));
            assertThat(publisher.enqueueAll(List.of(job("third")))).noneMatch(Enqueued::isConfirmed);
        }
    }

    @Test
    void oneThatIsEnqueuedMeanwhileSharesTheEndOfTheFirst() {
        MemoryBroker broker = new MemoryBroker();
        try (Publisher publisher = publisher(broker)) {
            CompletableFuture<JobId> first = publisher.enqueue(job("one"));
            CompletableFuture<JobId> next = publisher.enqueue(job("other"));
            Awaitility.await()
                    .until(() ->
                            !broker.links.isEmpty() && !broker.link().written.isEmpty());
            assertThat(next).isNotDone();
            broker.link().says.confirmed(PublishLink.Numbers.single(1));
            assertThat(first).succeedsWithin(SOON).isEqualTo(new JobId("one"));
            assertThat(next).succeedsWithin(SOON).isEqualTo(new JobId("one"));
            assertThat(broker.link().written).hasSize(1);
        }
    }

    @Test
    void andFailsAsThatDoes() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            CompletableFuture<JobId> first = publisher.enqueue(job("one"));
            CompletableFuture<JobId> next = publisher.enqueue(job("other"));
            assertFails(first);
            assertFails(next);
        }
    }

    /** Nobody can follow himself. */
    @Test
    void twoJobsOfOneIdBothEnd() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            assertFails(publisher.enqueue(job("one").withKey("a")));
            assertFails(publisher.enqueue(job("one").withKey("b")));
        }
    }

    /** Which lies in a queue, so the next one need not. */
    @Test
    void theNextIsToldOfOneThatTheStoreKnows() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            assertFails(publisher.enqueue(job("one")));
            JobKey one = new JobKey(Topology.standard().namespace(), "", NOTE.name(), "one");
            store.register(List.of(new Registration(
                    one, new JobId("one"), PayloadHash.UNKNOWN, LaneName.DEFAULT, Instant.EPOCH, Instant.EPOCH)));
            assertThat(publisher.enqueue(job("other"))).succeedsWithin(SOON).isEqualTo(new JobId("one"));
        }
    }

    @Test
    void oneThatLeavesItToAnotherFailsAsThatOneDoes() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            List<Enqueued> results = publisher.enqueueAll(List.of(job("one"), job("other"), job("third")));
            assertThat(results).extracting(Enqueued::id).containsOnly(new JobId("one"));
            assertThat(results).noneMatch(Enqueued::isConfirmed);
        }
    }
}
