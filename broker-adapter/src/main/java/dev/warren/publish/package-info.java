/**
 * Publishing without loss: confirms, a bounded window, resending after a reconnect, typed failures. Start reading at
 * {@link dev.warren.publish.Publisher}, which enqueues jobs; {@link dev.warren.publish.ConfirmedSender} carries any publication and serves
 * workers too. It is a shell around parts that take turns and know neither a thread nor a clock: the line, its writer, one link's life,
 * the deadlines, the answers. Knows no AMQP and no store.
 */
@NullMarked
package dev.warren.publish;

import org.jspecify.annotations.NullMarked;
