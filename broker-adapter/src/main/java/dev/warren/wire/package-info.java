/**
 * The contract with every producer: how a job looks as a message, and what is wrong with one that breaks it. Start reading at
 * {@link dev.warren.wire.MessageReader} and {@link dev.warren.wire.MessageWriter}. Pure: no broker, store, clock or random source.
 */
@NullMarked
package dev.warren.wire;

import org.jspecify.annotations.NullMarked;
