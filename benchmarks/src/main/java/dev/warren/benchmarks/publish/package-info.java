/** How fast jobs are enqueued and confirmed, beside RabbitMQ's own load generator. Start reading at {@link dev.warren.benchmarks.publish.Publishing}. */
@NullMarked
package dev.warren.benchmarks.publish;

import org.jspecify.annotations.NullMarked;
