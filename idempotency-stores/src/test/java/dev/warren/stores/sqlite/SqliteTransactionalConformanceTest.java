package dev.warren.stores.sqlite;

import dev.warren.idempotency.conformance.StoreFixture;
import dev.warren.idempotency.conformance.TransactionalStoreConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do that jobs may write in. */
class SqliteTransactionalConformanceTest extends TransactionalStoreConformance {
    @TempDir
    Path directory;

    private int places;

    @Override
    protected StoreFixture fixture() {
        return new SqliteStoreConformanceTest.InAFile(directory.resolve("store-" + places++ + ".db"));
    }
}
