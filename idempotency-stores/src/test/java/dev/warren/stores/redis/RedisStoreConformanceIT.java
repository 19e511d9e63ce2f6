package dev.warren.stores.redis;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every store must do. Its clock is the server's, so time really passes, and several tests wait at once. */
@Tag("store-server")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class RedisStoreConformanceIT extends IdempotencyStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new OnAServer(TestRedis.freshName());
    }

    record OnAServer(String name) implements StoreFixture {
        private static final Duration GRAIN = Duration.ofMillis(500);

        @Override
        public IdempotencyStore open() {
            return TestRedis.open(TestRedis.uri(), name, retention());
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
            return new Retention(GRAIN.multipliedBy(5), GRAIN.multipliedBy(11));
        }

        @Override
        public void pass(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        @Override
        public Duration lease() {
            return GRAIN.multipliedBy(5);
        }

        @Override
        public Duration grain() {
            return GRAIN;
        }

        @Override
        public void close() {
            TestRedis.remove(TestRedis.uri(), name);
        }
    }
}
