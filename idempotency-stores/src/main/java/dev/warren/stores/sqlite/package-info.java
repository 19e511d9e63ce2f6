/**
 * The idempotency store in one SQLite file: durable, nothing to install, for the workers of one machine. Start reading at
 * {@link dev.warren.stores.sqlite.SqliteStore}; the schema with every column explained is in the resources {@code V1.sql} and, what came
 * later, those of the next numbers beside it. {@code Sweep} and {@code Watch} find what is overdue and what may be forgotten. Knows no AMQP, no other store, and no rule of claiming: those are
 * {@link dev.warren.idempotency.RecordRules}.
 */
@NullMarked
package dev.warren.stores.sqlite;

import org.jspecify.annotations.NullMarked;
