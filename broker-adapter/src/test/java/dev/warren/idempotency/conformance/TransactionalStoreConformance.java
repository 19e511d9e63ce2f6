package dev.warren.idempotency.conformance;

import org.junit.jupiter.api.Nested;

/**
 * What a {@link dev.warren.idempotency.TransactionalStore} must do besides. Its fixture opens one, in a database that takes plain SQL; the tests
 * make a table {@code effect} there.
 */
public abstract class TransactionalStoreConformance {
    /** A fresh place for an empty store. Called once for each test. */
    protected abstract StoreFixture fixture();

    @Nested
    class Completing extends CompleteConformance {
        @Override
        StoreFixture fixture() {
            return TransactionalStoreConformance.this.fixture();
        }
    }
}
