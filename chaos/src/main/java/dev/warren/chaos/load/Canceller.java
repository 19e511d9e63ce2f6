package dev.warren.chaos.load;

import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line.Event;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.StoreException;
import dev.warren.publish.NewJob;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls off the jobs that are made for it, some time after they were enqueued: some wait then, some run, some are done. */
final class Canceller implements AutoCloseable {
    private static final int LATEST_MILLIS = 800;

    private final IdempotencyStore store;
    private final Ledger ledger;
    private final Random random;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "canceller");
        made.setDaemon(true);
        return made;
    });

    Canceller(Plan plan, Ledger ledger) {
        this.store = plan.place().open();
        this.ledger = ledger;
        this.random = new Random(plan.seed());
    }

    void consider(NewJob<Long> job) {
        if (job.type().name().equals(Kind.CANCELLED.type().name())) {
            var unused = thread.schedule(() -> cancel(job), random.nextInt(LATEST_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    private void cancel(NewJob<Long> job) {
        String id = job.id().orElseThrow().value();
        ledger.note(Event.CANCELLING, id);
        try {
            JobKey key = new JobKey(Plan.topology().namespace(), "", job.type().name(), id);
            if (store.cancel(key) == CancelAnswer.CANCELLED) {
                ledger.note(Event.CANCELLED, id);
            }
        } catch (StoreException e) {
            // nobody knows; the ledger says so
        }
    }

    @Override
    public void close() {
        thread.shutdown(); // those still to come are run
        try {
            if (!thread.awaitTermination(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
