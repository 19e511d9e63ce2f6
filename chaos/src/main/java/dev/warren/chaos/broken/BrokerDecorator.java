package dev.warren.chaos.broken;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;

/** A broker like another one, but for what a subclass changes. */
abstract class BrokerDecorator implements Broker {
    final Broker next;

    BrokerDecorator(Broker next) {
        this.next = next;
    }

    @Override
    public void declare(Topology topology) {
        next.declare(topology);
    }

    @Override
    public void verify(Topology topology) {
        next.verify(topology);
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        return next.openPublishLink(listener);
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        return next.openConsumeLink(listener);
    }

    @Override
    public String address() {
        return next.address();
    }
}
