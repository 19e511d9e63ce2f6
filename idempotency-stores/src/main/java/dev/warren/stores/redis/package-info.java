/**
 * The idempotency store in Redis or Valkey: for workers on many machines that have one already. Start reading at
 * {@link dev.warren.stores.redis.RedisStore}; how keys and records look stands in the resource {@code common.lua} beside it. {@code Arrivals} finds what is overdue and what may be forgotten. Knows no AMQP, no
 * other store, and no rule of claiming: those are {@link dev.warren.idempotency.RecordRules}. Only {@link dev.warren.stores.redis.JedisLink} knows
 * the client library, which programs that do not use this store need not have.
 */
@NullMarked
package dev.warren.stores.redis;

import org.jspecify.annotations.NullMarked;
