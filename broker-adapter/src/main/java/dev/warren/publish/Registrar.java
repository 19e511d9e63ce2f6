package dev.warren.publish;

import dev.warren.broker.Message;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.idempotency.StoreException;
import dev.warren.job.KeySource;
import dev.warren.job.Uniqueness.Span;
import dev.warren.topology.LaneName;
import dev.warren.turns.TurnThread;
import dev.warren.turns.Turns;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import dev.warren.wire.WireHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes jobs known to the store that the broker has confirmed, in batches that form by themselves. The job is safe already, so a store that
 * fails fails nobody: what it was not told it learns from the worker. Safe for use by several threads.
 */
final class Registrar implements Turns {
    private static final Logger log = LoggerFactory.getLogger(Registrar.class);

    /** How many jobs may wait for the store; those beyond go unregistered. */
    static final int MOST_WAITING = 20_000;

    private static final int MOST_IN_A_BATCH = 500;
    private static final Duration LAST_REGISTRATIONS = Duration.ofSeconds(5);

    private final IdempotencyStore store;
    private final Counter failures;
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this, as closed
    private boolean closed;
    private boolean failing; // used by the turns alone
    private volatile Runnable wake = () -> {};

    private record Waiting(Registration registration, CompletableFuture<Void> done) {}

    private final Jobs jobs;

    /** Reads a message as the workers of a namespace will: that alone gives the job the key that they will give it. */
    record Jobs(String namespace, MessageReader reader, Clock clock) {
        private Optional<JobMessage> read(Message message) {
            return reader.read(message, clock.instant()) instanceof Reading.Readable readable
                    ? Optional.of(readable.job())
                    : Optional.empty();
        }

        private JobKey key(JobMessage job) {
            return new JobKey(namespace, job.tenantId().orElse(""), job.type(), job.key());
        }

        /** The unique key it asks for before it starts; a lock is no matter of what waits in queues. */
        Optional<Reservation> reservation(Message message) {
            if (!message.properties().headers().containsKey(WireHeaders.UNIQUE_KEY)) {
                return Optional.empty();
            }
            return read(message)
                    .flatMap(job -> job.uniqueness()
                            .filter(uniqueness -> uniqueness.span() != Span.RUNNING)
                            .map(uniqueness -> new Reservation(key(job), job.id(), uniqueness)));
        }

        /** The job that a message is, of a type that is keyed so; empty when no worker could read it. */
        Optional<Registration> in(Message message, LaneName lane, KeySource source) {
            return read(message)
                    .map(job -> new Registration(
                            key(job),
                            job.id(),
                            payloadHash(job, source),
                            lane,
                            job.enqueuedAt(),
                            job.dueAt().orElse(job.enqueuedAt())));
        }

        /** Of types keyed by their payload, whatever key a job has, payloads are compared in another form, which the worker knows. */
        private static long payloadHash(JobMessage job, KeySource source) {
            return source.equals(KeySource.payload())
                    ? PayloadHash.UNKNOWN
                    : PayloadHash.of(job.message().body());
        }
    }

    /** A registrar whose turns somebody takes. */
    Registrar(IdempotencyStore store, Jobs jobs, MeterRegistry registry) {
        this.store = store;
        this.jobs = jobs;
        this.failures = Counter.builder("jobs.register.failed")
                .description("Enqueued jobs that the store could not be told of; their workers will")
                .register(registry);
    }

    /** Asks for the job's unique key before it is published. Waits for the store. One that fails, or has no locks, leaves it to the workers. */
    ReserveAnswer reserve(Message message) {
        Optional<Reservation> reservation =
                store instanceof LockingStore ? jobs.reservation(message) : Optional.empty();
        try {
            return reservation
                    .map(asked -> ((LockingStore) store).reserve(List.of(asked)).get(0))
                    .orElseGet(ReserveAnswer.Publish::new);
        } catch (StoreException e) {
            log.warn(
                    "a unique key could not be asked for; the job is published, and its worker asks again: {}",
                    e.getMessage());
            return new ReserveAnswer.Publish();
        }
    }

    /** Tells the store of a job once it is confirmed; done afterwards, whatever the store has said, or failed as the confirm. */
    CompletableFuture<Void> after(CompletableFuture<Void> confirmed, Message message, LaneName lane, KeySource source) {
        return jobs.in(message, lane, source)
                .map(registration -> confirmed.thenCompose(yes -> register(registration)))
                .orElse(confirmed);
    }

    private CompletableFuture<Void> register(Registration registration) {
        Waiting added = new Waiting(registration, new CompletableFuture<>());
        if (!add(added)) {
            failures.increment();
            added.done().complete(null);
        }
        return added.done();
    }

    private boolean add(Waiting added) {
        synchronized (this) {
            if (closed || waiting.size() >= MOST_WAITING) {
                return false;
            }
            waiting.addLast(added);
        }
        wake.run();
        return true;
    }

    @Override
    public void onNews(Runnable toWake) {
        wake = toWake;
    }

    @Override
    public Duration turn() {
        List<Waiting> batch = take();
        if (batch.isEmpty()) {
            return PATIENCE;
        }
        register(batch);
        batch.forEach(each -> each.done().complete(null));
        return Duration.ZERO;
    }

    private synchronized List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MOST_IN_A_BATCH && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        return batch;
    }

    /** One that was enqueued twice is the same job: the first one counts. */
    private void register(List<Waiting> batch) {
        Map<JobKey, Registration> jobs = new LinkedHashMap<>();
        batch.forEach(each -> jobs.putIfAbsent(each.registration().key(), each.registration()));
        try {
            store.register(List.copyOf(jobs.values()));
            failing = false;
        } catch (RuntimeException e) { // a StoreException, or a defect of the store
            failures.increment(batch.size());
            log.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .log(
                            "{} enqueued jobs are not known to the store before a worker claims them: {}",
                            batch.size(),
                            e.getMessage());
            failing = true;
        }
    }

    @Override
    public synchronized boolean isOver() {
        return closed && waiting.isEmpty();
    }

    /** Whoever still waits is told that it is over: the jobs are enqueued, and that is what counts. */
    @Override
    public void end() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        failures.increment(left.size());
        left.forEach(each -> each.done().complete(null));
    }

    /** Takes no more, and waits a while for what waits. */
    void close(TurnThread thread) {
        synchronized (this) {
            closed = true;
        }
        thread.wake();
        try {
            if (thread.join(LAST_REGISTRATIONS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        end();
    }
}
