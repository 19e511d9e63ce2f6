package dev.warren.topology.declare;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A quorum queue can be without a leader for a while after a crash; a passive declare answers "0 messages" all the same. */
class LeaderlessQueueIT {
    private final Topology topology = Topology.builder()
            .namespace("leaderless")
            .lanes(LaneName.DEFAULT)
            .ladder(new DelayLadder(Duration.ofMillis(250), 2))
            .build();

    @Test
    void namesTheQueueThatHasNoLeaderAndGoesOnWhenItHasOne() throws Exception {
        try (PrivateNode node = PrivateNode.start("leaderless")) {
            declare(node);
            node.ctl("eval", "ra:stop_server(quorum_queues, " + raftServer() + ").");

            assertThatThrownBy(() -> declare(node))
                    .isInstanceOf(QueueNotReadyException.class)
                    .hasMessageContaining(topology.queue(LaneName.DEFAULT));

            node.ctl("eval", "ra:restart_server(quorum_queues, " + raftServer() + ").");
            declare(node);
        }
    }

    /** How the broker names a quorum queue's Raft server, for the vhost {@code /}. */
    private String raftServer() {
        return "{'%2F_" + topology.queue(LaneName.DEFAULT) + "', node()}";
    }

    private void declare(PrivateNode node) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.uri());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setChannelRpcTimeout(3_000);
        Connection connection = factory.newConnection("leaderless test");
        try {
            TopologyDeclarer.declare(connection, topology);
        } finally {
            connection.abort(1_000); // a failed probe has closed it already
        }
    }
}
