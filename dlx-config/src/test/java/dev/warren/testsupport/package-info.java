/**
 * What tests of every module share: a real RabbitMQ to run on ({@link dev.warren.testsupport.TestBroker}), nodes to kill
 * ({@link dev.warren.testsupport.PrivateNode}), a wire to cut ({@link dev.warren.testsupport.TcpProxy}), and the approved listing of the
 * public API ({@link dev.warren.testsupport.PublicApi}). Shipped to the other modules' tests only, never to users.
 */
@NullMarked
package dev.warren.testsupport;

import org.jspecify.annotations.NullMarked;
