package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.topology.Topology;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** The contract on the simulated broker, in virtual time. */
class SimBrokerTest extends BrokerSemanticsContract {
    private static final int MOST_STEPS = 10_000;

    @Override
    BrokerSide open(Topology.Builder settings) {
        return new Simulated(settings.build(), World.of(20));
    }

    private record Simulated(Topology topology, World world, Broker broker) implements BrokerSide {
        Simulated(Topology topology, World world) {
            this(topology, world, new SimBroker(world).as("test"));
            broker.declare(topology);
        }

        @Override
        public void until(String what, BooleanSupplier holds) {
            for (int steps = 0; !holds.getAsBoolean(); steps++) {
                if (steps == MOST_STEPS || !world.agenda().step()) {
                    Assertions.fail("waited in vain for " + what + "\n" + world.history());
                }
            }
        }

        @Override
        public void close() {
            world.agenda().runUntilIdle(MOST_STEPS);
        }
    }
}
