package dev.warren.stores.postgres;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every store must do. Time really passes here, so several tests wait at once. */
@Tag("store-server")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class PostgresStoreConformanceIT extends IdempotencyStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new InASchema();
    }

    static final class InASchema implements StoreFixture {
        private static final Duration GRAIN = Duration.ofMillis(500);

        private final TestSchema schema = TestSchema.make();

        @Override
        public IdempotencyStore open() {
            return schema.builder()
                    .retention(retention())
                    .timeout(Duration.ofSeconds(30))
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
            return new Retention(GRAIN.multipliedBy(4), GRAIN.multipliedBy(8));
        }

        @Override
        public void pass(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }

        @Override
        public Duration lease() {
            return GRAIN.multipliedBy(4);
        }

        @Override
        public Duration grain() {
            return GRAIN;
        }

        @Override
        public void close() {
            try {
                schema.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
