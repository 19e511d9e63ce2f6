package dev.warren.topology.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import dev.warren.topology.BrokerTopology;
import dev.warren.topology.PolicySpec;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import dev.warren.topology.check.TopologyCheck;
import dev.warren.topology.declare.TopologyDeclarer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefinitionsIT {
    @ParameterizedTest
    @EnumSource(QueueType.class)
    void anImportedTopologyIsWhatDeclaringWouldMake(QueueType type) throws Exception {
        try (BrokerTopology broker = BrokerTopology.with(builder -> builder.queueType(type))) {
            Topology topology = broker.topology();
            topology.policies().forEach(policy -> broker.deleteAtEnd("policies/%2F/" + policy.name()));

            String definitions = DefinitionsExport.json(topology, DefinitionsOptions.standard());
            broker.call("POST", "definitions", definitions);
            broker.call("POST", "definitions", definitions);

            assertThat(TopologyCheck.compare(topology, broker.api())).isEmpty();
            for (PolicySpec policy : topology.policies()) {
                assertThat(broker.call("GET", "policies/%2F/" + policy.name(), ""))
                        .contains("max-length");
            }
            Connection connection = broker.connect();
            TopologyDeclarer.verify(connection, topology);
            TopologyDeclarer.declare(connection, topology);
            assertThat(TopologyCheck.compare(topology, broker.api())).isEmpty();
        }
    }
}
