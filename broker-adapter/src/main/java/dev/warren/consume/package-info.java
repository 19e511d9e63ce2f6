/**
 * Running jobs. Start reading at {@link dev.warren.consume.Worker}, then follow a job through the three stages: ClaimStage (read, claim),
 * ExecuteStage (run), SettleStage (decide, record, publish, mark, ack). No thread waits for I/O while it holds a slot. The stages work in
 * turns and start no threads ({@code Turns}, {@code Stages}); only Worker knows of any. Knows no AMQP: the broker is a port.
 */
@NullMarked
package dev.warren.consume;

import org.jspecify.annotations.NullMarked;
