package dev.warren.idempotency.conformance;

import org.junit.jupiter.api.Nested;

/** What a {@link dev.warren.idempotency.LockingStore} must do beside everything else. A store's test extends this as well. */
public abstract class LockingStoreConformance {
    /** A fresh place for an empty store. Called once for each test. */
    protected abstract StoreFixture fixture();

    @Nested
    class Locking extends LockConformance {
        @Override
        StoreFixture fixture() {
            return LockingStoreConformance.this.fixture();
        }
    }

    @Nested
    class Reserving extends ReserveConformance {
        @Override
        StoreFixture fixture() {
            return LockingStoreConformance.this.fixture();
        }
    }
}
