/**
 * What every idempotency store must do, as tests that a store of any make can be run against: extend
 * {@link dev.warren.idempotency.conformance.IdempotencyStoreConformance} and say with a
 * {@link dev.warren.idempotency.conformance.StoreFixture} how the store is opened. Knows the store's port only, and no store.
 */
@NullMarked
package dev.warren.idempotency.conformance;

import org.jspecify.annotations.NullMarked;
