package dev.warren.stores.sqlite;

import dev.warren.idempotency.conformance.LockingStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What every store with unique keys must do. */
class SqliteLocksTest extends LockingStoreConformance {
    @TempDir
    Path directory;

    private int places;

    @Override
    protected StoreFixture fixture() {
        return new SqliteStoreConformanceTest.InAFile(directory.resolve("store-" + places++ + ".db"));
    }
}
