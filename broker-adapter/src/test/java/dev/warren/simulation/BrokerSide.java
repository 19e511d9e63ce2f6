package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.topology.Topology;
import java.util.function.BooleanSupplier;

/** A broker with a declared topology of its own, real or simulated, and a way to let time pass on it. */
interface BrokerSide extends AutoCloseable {
    Broker broker();

    Topology topology();

    /** Waits until something holds; fails when it does not come to hold. */
    void until(String what, BooleanSupplier holds);

    @Override
    void close();
}
