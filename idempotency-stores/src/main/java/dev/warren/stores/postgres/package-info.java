/**
 * The idempotency store in a PostgreSQL database: durable, for workers on many machines. Start reading at
 * {@link dev.warren.stores.postgres.PostgresStore}, then {@code ClaimBatch} with {@code NewJobs} and {@code DecideBatch} for the fast ways and {@code ByRules}
 * for the general one; {@code Sweep} and {@code Watch} find what is overdue and what may be forgotten. The schema with every column explained is in the
 * resources {@code V1.sql} to {@code V3.sql} beside it. Knows no AMQP, no other store, and no rule of
 * claiming: those are {@link dev.warren.idempotency.RecordRules}. Only {@code ServerAddress} knows the driver; all else is plain JDBC.
 */
@NullMarked
package dev.warren.stores.postgres;

import org.jspecify.annotations.NullMarked;
