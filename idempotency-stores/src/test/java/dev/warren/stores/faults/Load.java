package dev.warren.stores.faults;

import dev.warren.broker.Broker;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes jobs of all everyday kinds, and notes what was tried and confirmed. */
final class Load implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int JOBS_A_TICK = 2;

    private final Publisher publisher;
    private final SharedLedger ledger;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();

    Load(Broker broker, Topology topology, SharedLedger ledger) {
        this.publisher = Publisher.builder(broker)
                .topology(topology)
                .metrics(new SimpleMeterRegistry())
                .start();
        this.ledger = ledger;
    }

    void start() {
        var unused = ticks.scheduleAtFixedRate(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            for (int i = 0; i < JOBS_A_TICK; i++) {
                enqueue(Kind.EVERYDAY.get((int) (numbers.get() % Kind.EVERYDAY.size())));
            }
        } catch (RuntimeException | Error e) {
            failed.completeExceptionally(e);
            throw e;
        }
    }

    void enqueue(Kind kind) {
        String id = kind.id(numbers.incrementAndGet());
        open.incrementAndGet();
        ledger.note(Entry.Event.TRIED, id);
        var unused = publisher
                .enqueue(NewJob.of(kind.type(), System.currentTimeMillis()).withId(id))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        ledger.note(Entry.Event.CONFIRMED, id);
                        confirmed.add(id);
                    }
                    open.decrementAndGet();
                });
    }

    /** Returns after a time, or at once, saying why, when the load has ended before it was told to. */
    void goOnFor(Duration time) throws InterruptedException, ExecutionException {
        try {
            failed.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the load goes on, as it should
        }
    }

    /** What was confirmed so far. */
    Set<String> confirmed() {
        return Set.copyOf(confirmed);
    }

    /** Ends the load and waits for its last confirms. Idempotent. */
    @Override
    public void close() {
        ticks.shutdown();
        Drill.await("the last enqueue", Duration.ofSeconds(30), ticks::isTerminated);
        Drill.await("the last confirms", Duration.ofSeconds(60), () -> open.get() == 0);
        publisher.close();
    }
}
