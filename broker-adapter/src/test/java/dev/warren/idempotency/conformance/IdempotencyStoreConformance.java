package dev.warren.idempotency.conformance;

import org.junit.jupiter.api.Nested;

/**
 * The whole suite, theme by theme. A store's test extends this and says how to open the store. The rules themselves, for every status and
 * coordinate, are tested on their own as pure functions; this is about a store's keeping them.
 */
public abstract class IdempotencyStoreConformance {
    /** A fresh place for an empty store. Called once for each test. */
    protected abstract StoreFixture fixture();

    @Nested
    class Registering extends RegisterConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Claiming extends ClaimConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Leases extends LeaseConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Suspects extends SuspectConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Deciding extends DecideConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Finishing extends FinishConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Reporting extends ReportConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class History extends HistoryConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Cancelling extends CancelConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Forgetting extends RetentionConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Overdue extends OverdueConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Searching extends SearchConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class OddContents extends ContentConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class Reopening extends ReopenConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class AllAtOnce extends ConcurrencyConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }

    @Nested
    class InSomeOrder extends LinearizabilityConformance {
        @Override
        StoreFixture fixture() {
            return IdempotencyStoreConformance.this.fixture();
        }
    }
}
