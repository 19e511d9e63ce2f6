/**
 * Enqueues jobs by a transaction of the user's own database: {@link dev.warren.stores.outbox.Outbox} writes a job into a table, in the
 * transaction that makes it necessary, and {@link dev.warren.stores.outbox.OutboxRelay} carries what is committed to the broker. Start reading
 * at those two, then {@code RelayTurns} and {@code Delivery}. Knows no idempotency store.
 */
@NullMarked
package dev.warren.stores.outbox;

import org.jspecify.annotations.NullMarked;
