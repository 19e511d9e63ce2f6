/**
 * Faults on the wire between Warren and its broker: a proxy that reads AMQP frames and cuts a connection after any byte of a publish, a
 * confirm, a delivery or an ack, silences it from there on, or loses what it was about to pass. Start at {@link
 * dev.warren.chaos.wire.Sweep}, which cuts once after each byte and looks what became of each job; {@link dev.warren.chaos.wire.Wire} is
 * the proxy. Knows Warren by its public API only, and nothing of the processes of the other faults.
 */
@NullMarked
package dev.warren.chaos.wire;

import org.jspecify.annotations.NullMarked;
