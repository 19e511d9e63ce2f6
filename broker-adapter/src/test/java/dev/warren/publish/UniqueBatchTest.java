package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.InMemoryStore;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.job.Uniqueness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs of one unique key that are enqueued in one call, while the broker is away. */
class UniqueBatchTest {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);

    private static NewJob<Note> job(String id) {
        return NewJob.of(NOTE, new Note("hello")).withId(id).unique(Uniqueness.of("user-42"));
    }

    @Test
    void oneThatLeavesItToAnotherFailsAsThatOneDoes() {
        MemoryBroker broker = new MemoryBroker();
        broker.away = true;
        SenderSettings impatient = SenderSettings.STANDARD.withConfirmWithin(Duration.ofMillis(100));
        try (Publisher publisher = Publisher.builder(broker)
                .store(InMemoryStore.create())
                .settings(impatient)
                .metrics(new SimpleMeterRegistry())
                .start()) {
            List<Enqueued> results = publisher.enqueueAll(List.of(job("one"), job("other"), job("third")));
            assertThat(results).extracting(Enqueued::id).containsOnly(new JobId("one"));
            assertThat(results).noneMatch(Enqueued::isConfirmed);
        }
    }
}
