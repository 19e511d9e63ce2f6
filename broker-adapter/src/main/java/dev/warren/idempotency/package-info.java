/**
 * The idempotency store that stands beside every consumer: claims, decisions, outcomes and results by idempotency key. Start reading at
 * {@link dev.warren.idempotency.IdempotencyStore}; the rules of claiming are {@link dev.warren.idempotency.ClaimRules}. Knows no AMQP
 * and no threads.
 */
@NullMarked
package dev.warren.idempotency;

import org.jspecify.annotations.NullMarked;
