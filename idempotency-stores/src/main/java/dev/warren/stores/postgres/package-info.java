/**
 * The idempotency store in a PostgreSQL database: durable, for workers on many machines. Start reading at
 * {@link dev.warren.stores.postgres.PostgresStore}, then {@code ClaimBatch} and {@code DecideBatch} for the fast way and {@code ByRules} for the
 * general one; the schema with every column explained is the resource {@code V1.sql} beside it. Knows no AMQP, no other store, and no rule of
 * claiming: those are {@link dev.warren.idempotency.RecordRules}. Only {@code ServerAddress} knows the driver; all else is plain JDBC.
 */
@NullMarked
package dev.warren.stores.postgres;

import org.jspecify.annotations.NullMarked;
