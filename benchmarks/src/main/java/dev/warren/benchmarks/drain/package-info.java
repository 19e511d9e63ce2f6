/**
 * How fast a full queue is emptied, beside RabbitMQ's own load generator. Start reading at
 * {@link dev.warren.benchmarks.drain.Drains}. Both sides run in JVMs of their own, in turn, on the same queue, and are timed from
 * outside by the depth of the queue, so that neither measures itself.
 */
@NullMarked
package dev.warren.benchmarks.drain;

import org.jspecify.annotations.NullMarked;
