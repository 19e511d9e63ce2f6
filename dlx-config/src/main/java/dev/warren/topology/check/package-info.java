/**
 * Compares a topology with a live broker. Start reading at {@link dev.warren.topology.check.TopologyCheck}; what it can find is the
 * closed list in {@link dev.warren.topology.check.Difference}.
 *
 * <p>The only package of this module that speaks to RabbitMQ's management API ({@link dev.warren.topology.check.ManagementApi}). It
 * repairs nothing, and it does not know AMQP.
 */
@NullMarked
package dev.warren.topology.check;

import org.jspecify.annotations.NullMarked;
