/**
 * Warren in a world of its own: virtual time, a simulated broker and seeded faults, all on one thread, so that a run is repeated by its
 * seed. Start reading at {@link dev.warren.simulation.World}, then {@link dev.warren.simulation.SimBroker}; what may go wrong stands in
 * {@link dev.warren.simulation.SimFaults}. Knows the broker's port and the topology; must not know AMQP or wait for real time.
 */
@NullMarked
package dev.warren.simulation;

import org.jspecify.annotations.NullMarked;
