/**
 * {@code warren lanes}: how full and how busy each lane is. Start reading at {@link dev.warren.console.lanes.LanesCommand}. The broker is
 * asked by AMQP, which is exact and knows depths and consumers, and by the management API, which knows all and is some seconds late; one of
 * the two suffices.
 *
 * <p>Knows no other command.
 */
@NullMarked
package dev.warren.console.lanes;

import org.jspecify.annotations.NullMarked;
