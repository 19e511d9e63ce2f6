/**
 * Puts a topology on a broker over AMQP. Start reading at {@link dev.warren.topology.declare.TopologyDeclarer}.
 *
 * <p>The only package of this module that speaks AMQP. It never deletes anything, and it does not know the management API: policies,
 * which AMQP has no words for, come from {@code definitions} or {@code check}.
 */
@NullMarked
package dev.warren.topology.declare;

import org.jspecify.annotations.NullMarked;
