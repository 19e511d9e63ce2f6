package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

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

    private Publisher publisher(MemoryBroker broker) {
        return Publisher.builder(broker)
                .store(store)
                .settings(SenderSettings.STANDARD.withConfirmWithin(Duration.ofMillis(100)))
                .metrics(new SimpleMeterRegistry())
                .start();
    }

    /** The first was not enqueued, so none may be told that the first is there in its place. */
    @Test
    void theNextIsNotToldToBeSafeByOneThatWasNotPublished() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            assertThat(publisher.enqueue(job("one"))).failsWithin(SOON);
            assertThat(publisher.enqueue(job("other"))).failsWithin(SOON);
            assertThat(publisher.enqueueAll(List.of(job("third")))).noneMatch(Enqueued::isConfirmed);
        }
    }

    /** Which lies in a queue, so the next one need not. */
    @Test
    void theNextIsToldOfOneThatTheStoreKnows() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        try (Publisher publisher = publisher(broker)) {
            assertThat(publisher.enqueue(job("one"))).failsWithin(SOON);
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
