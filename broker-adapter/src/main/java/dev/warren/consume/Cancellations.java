package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Ends the runs of jobs that were cancelled. What is said on the control exchange is only a hint, for anybody may say it: the store is
 * asked. A hint that does not come, or too early, costs nothing but time: the run's claim is fenced all the same.
 */
final class Cancellations implements Turns {
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private final IdempotencyStore store;
    private final StoreHealth health;
    private final InFlight inFlight;
    private final Pause storePause;
    private final Mailbox<JobKey> heard = new Mailbox<>();

    /** What the store is still to be asked about. */
    private final Set<JobKey> asking = new LinkedHashSet<>();

    Cancellations(WorkerParts parts) {
        this.store = parts.store();
        this.health = parts.storeHealth();
        this.inFlight = parts.inFlight();
        this.storePause = new Pause(parts.nanos());
    }

    /** A job is said to be cancelled. Only what is in hand here is remembered, so this is bounded as that is. */
    void hear(JobKey key) {
        if (inFlight.fenceOf(key) != 0) {
            heard.put(key);
        }
    }

    @Override
    public void onNews(Runnable wake) {
        heard.onFilled(wake);
    }

    @Override
    public Duration turn() {
        Duration pause = storePause.left();
        if (!pause.isZero()) {
            return pause;
        }
        asking.addAll(heard.takeAll());
        try {
            for (JobKey key : Set.copyOf(asking)) {
                look(key);
                asking.remove(key);
            }
        } catch (RuntimeException e) { // a StoreException, or a defect of the store
            health.failed(e);
            storePause.begin(STORE_PAUSE);
            return STORE_PAUSE;
        }
        return PATIENCE;
    }

    private void look(JobKey key) {
        long fence = inFlight.fenceOf(key);
        if (fence == 0) {
            return;
        }
        Optional<JobRecord> record = store.find(key);
        health.answered();
        if (record.isPresent()
                && record.get().status() == JobStatus.CANCELLED
                && record.get().fence() > fence) {
            inFlight.cancel(key, fence);
        }
    }
}
