package dev.warren.stores.sqlite;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.idempotency.conformance.StoreFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do. */
class SqliteStoreConformanceTest extends IdempotencyStoreConformance {
    @TempDir
    Path directory;

    private int places;

    @Override
    protected StoreFixture fixture() {
        return new InAFile(directory.resolve("store-" + places++ + ".db"));
    }

    static final class InAFile implements StoreFixture {
        private final SettableClock clock = new SettableClock();
        private final Path file;

        InAFile(Path file) {
            this.file = file;
        }

        @Override
        public IdempotencyStore open() {
            // Some tests ask again and again without a pause, and SQLite's waiting is not fair: who waits looks again
            // after up to 100 ms.
            return SqliteStore.builder(file)
                    .clock(clock)
                    .busyTimeout(Duration.ofSeconds(30))
                    .open();
        }

        @Override
        public Optional<IdempotencyStore> openBeside() {
            return Optional.of(open());
        }

        @Override
        public boolean outlivesClosing() {
            return true;
        }

        @Override
        public Retention retention() {
            return Retention.STANDARD;
        }

        @Override
        public void pass(Duration time) {
            clock.advance(time);
        }
    }
}
