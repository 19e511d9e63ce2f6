package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Management;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** The contract on RabbitMQ: what the simulated broker claims to be like. */
class SimBrokerAgreesIT extends BrokerSemanticsContract {
    @Override
    BrokerSide open(Topology.Builder settings) {
        String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);
        return new Real(settings.namespace(namespace).build());
    }

    private record Real(Topology topology, Broker broker, Management management) implements BrokerSide {
        Real(Topology topology) {
            this(topology, RabbitBroker.at(TestBroker.shared().uri().toString()), new Management());
            broker.declare(topology);
        }

        @Override
        public void until(String what, BooleanSupplier holds) {
            Awaitility.await(what)
                    .atMost(Bed.SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(holds::getAsBoolean);
        }

        @Override
        public void close() {
            topology.queues().stream().map(QueueSpec::name).forEach(management::deleteQueue);
            topology.exchanges().stream().map(ExchangeSpec::name).forEach(management::deleteExchange);
        }
    }
}
