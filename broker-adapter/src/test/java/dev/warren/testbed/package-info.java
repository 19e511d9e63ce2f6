/**
 * What tests of workers on a real broker share. Start reading at {@link dev.warren.testbed.Bed}: a namespace of its own, with the hands
 * of a foreign producer and of an operator. Publishes with amqp-client directly, so that nothing of ours stands between a test and the
 * bytes.
 */
@NullMarked
package dev.warren.testbed;

import org.jspecify.annotations.NullMarked;
