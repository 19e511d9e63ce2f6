package dev.warren.stores.postgres;

import dev.warren.idempotency.conformance.StoreFixture;
import dev.warren.idempotency.conformance.TransactionalStoreConformance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every store must do that jobs may write in. */
@Tag("store-server")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class PostgresTransactionalConformanceIT extends TransactionalStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new PostgresStoreConformanceIT.InASchema();
    }
}
