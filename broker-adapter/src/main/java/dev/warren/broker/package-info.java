/**
 * The port through which everything above talks to a message broker: declare, publish, consume. Start reading at
 * {@link dev.warren.broker.Broker}. {@code dev.warren.rabbit} is the only implementation that speaks AMQP; nothing else may.
 */
@NullMarked
package dev.warren.broker;

import org.jspecify.annotations.NullMarked;
