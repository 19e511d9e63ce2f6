package dev.warren.consume;

import java.util.Optional;

/**
 * What keeps a worker from working, for a health check. An empty part is well.
 *
 * @param broker why no lane is consumed right now
 * @param store why the idempotency store failed when it was last asked
 */
public record WorkerHealth(Optional<String> broker, Optional<String> store) {
    /** Whether jobs are taken, run and settled. */
    public boolean isWell() {
        return broker.isEmpty() && store.isEmpty();
    }
}
