package dev.warren.consume;

import dev.warren.broker.Publication;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Retention;
import dev.warren.job.JobHandler;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.retry.Backoff;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A whole worker of one lane and one slot on the test's thread, on a broker worked by hand, with all that it publishes. */
final class SteppedStages {
    record Note(String text) {}

    static final JobType<Note> NOTE = JobType.of("note", Note.class);

    final HandTime time = new HandTime();
    final HandBroker broker = new HandBroker();
    final FailingStore faults =
            new FailingStore(InMemoryStore.create(time, Retention.STANDARD, InMemoryStore.MOST_RECORDS));
    final IdempotencyStore store = faults.store();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<Publication> published = new ArrayList<>();
    final List<CompletableFuture<Void>> confirms = new ArrayList<>();
    final Stages stages;

    SteppedStages(JobHandler<Note> handler) {
        stages = Worker.builder(broker)
                .lanes(LaneName.DEFAULT)
                .slots(1)
                .store(store)
                .clock(time)
                .nanos(time::nanos)
                .random(() -> 0.5)
                .ids(() -> "worker")
                .reconnect(Backoff.intervals(Duration.ofMillis(100)))
                .metrics(registry)
                .resultLimit(100)
                .handle(NOTE, handler)
                .stages(this::publish);
        stages.session().turn();
    }

    private CompletableFuture<Void> publish(Publication publication) {
        if (publication.exchange().equals(Topology.standard().controlExchange())) {
            return CompletableFuture.completedFuture(null); // what it says to other workers
        }
        published.add(publication);
        CompletableFuture<Void> confirm = new CompletableFuture<>();
        confirms.add(confirm);
        return confirm;
    }

    void claim() {
        stages.claim().turn();
    }

    RunningJob take() {
        return Optional.ofNullable(stages.execute().take(null)).orElseThrow();
    }

    void run(RunningJob job) {
        stages.execute().run(job);
        stages.execute().take(job);
    }

    void runNext() {
        run(take());
    }

    /** Settles what there is, and acks it. */
    void settle() {
        stages.settle().turn();
        time.pass(Duration.ofMillis(1));
        stages.settle().turn();
    }

    static JobKey key(String id) {
        return new JobKey("jobs", "", new JobTypeName("note"), id);
    }

    JobRecord record(String id) {
        return store.find(key(id)).orElseThrow();
    }

    double count(String meter, String tag, String value) {
        return registry.get(meter).tag(tag, value).counter().count();
    }
}
