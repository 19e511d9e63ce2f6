package dev.warren.broker;

import dev.warren.topology.Topology;

/**
 * A message broker. Links are single connections that end for good when anything goes wrong; whoever opens one watches it and opens the
 * next. Safe for use by several threads; a link is as its own documentation says.
 */
public interface Broker {
    /**
     * Makes sure that every object of {@code topology} exists. Changes and deletes nothing that is there.
     *
     * @throws BrokerException when the broker can't be reached, refuses, or holds an object with other arguments
     */
    void declare(Topology topology);

    /**
     * Checks that every object of {@code topology} exists, for programs that may not declare.
     *
     * @throws BrokerException when the broker can't be reached or an object is missing; the message names it
     */
    void verify(Topology topology);

    /** Opens a connection for publishing with confirms. Throws {@link BrokerException} when it can't be opened. */
    PublishLink openPublishLink(PublishLink.Listener listener);

    /** Opens a connection for consuming. Throws {@link BrokerException} when it can't be opened. */
    ConsumeLink openConsumeLink(ConsumeLink.Listener listener);

    /** Where this broker is, for people to read: never with a user or a password. */
    String address();
}
