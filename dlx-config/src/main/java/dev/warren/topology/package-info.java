/**
 * Everything Warren has on a broker, as plain values: lanes, exchanges, queues, bindings, policies, permissions and the delay ladder.
 *
 * <p>Start reading at {@link dev.warren.topology.Topology}, which says what each object is for, then at
 * {@link dev.warren.topology.DelayLadder}, which does the arithmetic of delays. The same value is declared over AMQP by
 * {@code declare}, exported for import by {@code definitions} and compared with a live broker by {@code check}.
 *
 * <p>Nothing here does I/O, and nothing here knows a RabbitMQ client library.
 */
@NullMarked
package dev.warren.topology;

import org.jspecify.annotations.NullMarked;
