package dev.warren.stores.postgres;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.StoreFixture;
import java.sql.SQLException;
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
class PostgresStoreConformanceIT extends IdempotencyStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new InASchema();
    }

    /** A schema with a clock of its own, which shadows the server's: it goes with it, and is set forward to let time pass. */
    static final class InASchema implements StoreFixture {
        /** More than a busy machine takes for a few calls. */
        private static final Duration GRAIN = Duration.ofSeconds(10);

        private final TestSchema schema = TestSchema.make();
        private Duration ahead = Duration.ZERO;

        InASchema() {
            try {
                schema.create();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            setClock();
        }

        private void setClock() {
            try {
                schema.execute(
                        "CREATE OR REPLACE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
                                + " $$ SELECT pg_catalog.clock_timestamp() + interval '" + ahead.toMillis()
                                + " milliseconds' $$");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

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
            ahead = ahead.plus(time);
            setClock();
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
