/**
 * The broker port on RabbitMQ: the only package of this module that speaks AMQP. Start reading at
 * {@link dev.warren.rabbit.RabbitBroker}. It makes connections, passes bytes and events on, and decides nothing: reconnecting,
 * resending and settling belong to the rooms above.
 */
@NullMarked
package dev.warren.rabbit;

import org.jspecify.annotations.NullMarked;
