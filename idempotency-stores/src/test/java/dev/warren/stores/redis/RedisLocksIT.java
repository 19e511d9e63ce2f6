package dev.warren.stores.redis;

import dev.warren.idempotency.conformance.LockingStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every store with unique keys must do. */
@Tag("store-server")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class RedisLocksIT extends LockingStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new RedisStoreConformanceIT.OnAServer();
    }
}
