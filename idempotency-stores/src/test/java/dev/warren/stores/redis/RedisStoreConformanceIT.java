package dev.warren.stores.redis;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every store must do. Many tests run at once, as they wait for the server's disk. */
@Tag("store-server")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class RedisStoreConformanceIT extends IdempotencyStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new OnAServer();
    }

    /** A store by a client with a clock of its own, which is set forward to let time pass. */
    static final class OnAServer implements StoreFixture {
        /** More than a busy machine takes for a few calls. */
        private static final Duration GRAIN = Duration.ofSeconds(10);

        private final String name = TestRedis.freshName();
        private final LateClient client = new LateClient(TestRedis.uri());

        @Override
        public IdempotencyStore open() {
            return RedisStore.builder(client).name(name).retention(retention()).open();
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
            client.pass(time);
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
            client.close();
            TestRedis.remove(TestRedis.uri(), name);
        }
    }
}
