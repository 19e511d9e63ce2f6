package dev.warren.topology.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.WarrenException;
import dev.warren.topology.BrokerTopology;
import dev.warren.topology.DelayRoute;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import dev.warren.topology.check.ManagementApi;
import dev.warren.topology.check.ManagementReports;
import dev.warren.topology.check.QueueReport;
import dev.warren.topology.check.ServerReport;
import dev.warren.topology.check.TopologyCheck;
import dev.warren.topology.declare.LackingRight;
import dev.warren.topology.declare.Right;
import dev.warren.topology.declare.RightsProbe;
import dev.warren.topology.declare.TopologyDeclarer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs in as each role and tries what it may and may not do. */
class LeastPrivilegeIT {
    private static final LaneName LANE = LaneName.DEFAULT;
    private static final String PASSWORD = "p: ä+%2F@";

    private final BrokerTopology broker = BrokerTopology.small();
    private final Topology topology = broker.topology();

    @BeforeEach
    void importDefinitionsWithUsers() throws Exception {
        DefinitionsOptions options = DefinitionsOptions.standard();
        for (Role role : Role.values()) {
            options = options.withLogin(role, new Login(user(role), PASSWORD.toCharArray()));
            broker.deleteAtEnd("users/" + user(role));
        }
        topology.policies().forEach(policy -> broker.deleteAtEnd("policies/%2F/" + policy.name()));
        broker.call("POST", "definitions", DefinitionsExport.json(topology, options));
    }

    @AfterEach
    void removeEverything() throws Exception {
        broker.close();
    }

    @Test
    void aProducerPublishesToLanesAndNothingElse() throws Exception {
        Connection producer = as(Role.PRODUCER);

        assertAllowed(producer, channel -> publish(channel, topology.exchange(LANE), "a"));
        assertAllowed(producer, channel -> channel.queueDeclarePassive(topology.queue(LANE)));
        assertRefused(producer, channel -> publish(channel, topology.deadExchange(), LANE.value()));
        assertRefused(producer, channel -> publish(channel, topology.controlExchange(), ""));
        assertRefused(producer, channel -> publish(channel, "", topology.queue(LANE)));
        assertRefused(producer, channel -> publish(channel, topology.delayExchange(LANE, 0), "0.0.0.0.1.a"));
        assertRefused(producer, channel -> channel.basicGet(topology.queue(LANE), true));
        assertRefused(producer, channel -> channel.queuePurge(topology.queue(LANE)));
        assertRefused(producer, channel -> channel.queueDelete(topology.queue(LANE)));
        assertRefused(producer, channel -> channel.queueDeclare(topology.workerQueue("x"), false, true, true, null));
    }

    @Test
    void aWorkerDoesItsWorkOnATopologyThatIsThere() throws Exception {
        Connection worker = as(Role.WORKER);
        DelayRoute later = topology.delayRoute(LANE, Duration.ofMillis(100), "a");

        TopologyDeclarer.verify(worker, topology);
        assertAllowed(worker, channel -> channel.basicConsume(topology.queue(LANE), (tag, message) -> {}, tag -> {}));
        assertAllowed(worker, channel -> publish(channel, later.exchange(), later.routingKey()));
        assertAllowed(worker, channel -> publish(channel, topology.exchange(LANE), "a"));
        assertAllowed(worker, channel -> publish(channel, topology.deadExchange(), LANE.value()));
        assertAllowed(worker, channel -> publish(channel, topology.controlExchange(), ""));
        assertAllowed(worker, channel -> publish(channel, "", "some.reply.queue"));
        try (Channel channel = worker.createChannel()) {
            TopologyDeclarer.declareWorkerQueue(channel, topology, "w1");
            assertThat(channel.basicGet(topology.workerQueue("w1"), true)).isNull();
        }
        assertRefused(worker, channel -> channel.basicGet(topology.deadQueue(LANE), true));
        assertRefused(worker, channel -> channel.queueDelete(topology.queue(LANE)));
        assertRefused(worker, channel -> channel.queuePurge(topology.deadQueue(LANE)));
        assertRefused(worker, channel -> channel.queueDeclare(topology.queue(LANE) + "2", true, false, false, null));
        assertRefused(worker, channel -> channel.exchangeDelete(topology.exchange(LANE)));
        assertRefused(
                worker,
                channel -> channel.queueBind(topology.workerQueue("w1"), topology.deadExchange(), LANE.value()));
    }

    @Test
    void aWorkerThatDeclaresTheTopologyIsToldWhatItLacks() throws Exception {
        Connection worker = as(Role.WORKER);

        assertThatThrownBy(() -> TopologyDeclarer.declare(worker, topology))
                .isInstanceOf(WarrenException.class)
                .hasMessageContaining("the login lacks a right")
                .hasMessageContaining("provisioner");
    }

    @Test
    void aProvisionerDeclaresOursAndNothingElse() throws Exception {
        try (Connection provisioner = as(Role.PROVISIONER);
                Channel channel = provisioner.createChannel()) {
            for (int level = 0; level < topology.ladder().levels(); level++) {
                channel.queueDelete(topology.delayQueue(LANE, level));
            }
            TopologyDeclarer.declare(provisioner, topology);
            assertRefused(
                    provisioner, other -> other.queueDeclare("not-" + topology.namespace(), true, false, false, null));
        }
        assertThat(TopologyCheck.compare(topology, broker.api())).isEmpty();
    }

    @Test
    void anOperatorReadsDeadLettersReplaysAndComparesTheTopology() throws Exception {
        Connection operator = as(Role.OPERATOR);

        assertAllowed(operator, channel -> channel.basicGet(topology.deadQueue(LANE), false));
        assertAllowed(operator, channel -> channel.basicGet(topology.unroutedQueue(), false));
        assertAllowed(operator, channel -> publish(channel, topology.exchange(LANE), "a"));
        assertAllowed(operator, channel -> publish(channel, topology.controlExchange(), ""));
        assertRefused(operator, channel -> channel.basicGet(topology.queue(LANE), false));
        assertRefused(operator, channel -> channel.queueDelete(topology.deadQueue(LANE)));
        assertThat(TopologyCheck.compare(topology, apiAs(Role.OPERATOR))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PRODUCER", "WORKER", "PROVISIONER"})
    void othersHaveNoManagementApiAndNoMessageShowsTheirPassword(Role role) {
        assertThatThrownBy(() -> TopologyCheck.compare(topology, apiAs(role)))
                .isInstanceOf(WarrenException.class)
                .hasMessageContaining("refuses (401)")
                .satisfies(failure -> assertThat(Throwables.getStackTrace(failure))
                        .doesNotContain("%2F@")
                        .doesNotContain("%252F"));
    }

    @ParameterizedTest
    @EnumSource
    void theProbeFindsThatEachRoleLacksNothingForItsWorkAndMovesNoMessage(Role role) throws Exception {
        assertThat(RightsProbe.lacking(as(role), topology, role)).isEmpty();
        assertThat(broker.api().reports().queues(topology))
                .allMatch(queue -> queue.ready() + queue.unacknowledged() + queue.consumers() == 0);
        try (Channel channel = broker.connect().createChannel()) {
            for (QueueSpec queue : topology.queues()) {
                assertThat(channel.messageCount(queue.name())).isZero();
            }
        }
    }

    @Test
    void theProbeNamesWhatALoginLacksForAnotherRole() throws Exception {
        assertThat(RightsProbe.lacking(as(Role.OPERATOR), topology, Role.WORKER))
                .contains(
                        new LackingRight(Right.READ, topology.queue(LANE)),
                        new LackingRight(Right.WRITE, "amq.default"))
                .doesNotContain(
                        new LackingRight(Right.WRITE, topology.exchange(LANE)),
                        new LackingRight(Right.WRITE, topology.delayExchange(LANE, 0)));
        assertThat(RightsProbe.lacking(as(Role.WORKER), topology, Role.OPERATOR))
                .containsExactlyInAnyOrder(
                        new LackingRight(Right.READ, topology.deadQueue(LANE)),
                        new LackingRight(Right.READ, topology.unroutedQueue()));
        assertThat(RightsProbe.lacking(as(Role.PRODUCER), topology, Role.OPERATOR))
                .extracting(LackingRight::right)
                .contains(Right.CONFIGURE);
        assertThat(RightsProbe.lacking(as(Role.OPERATOR), topology, Role.PRODUCER))
                .isEmpty();
    }

    @Test
    void anOperatorSeesTheBrokerButNotItsNodes() {
        ManagementReports reports = apiAs(Role.OPERATOR).reports();
        ServerReport server = reports.server();
        assertThat(server.version()).matches("\\d+\\.\\d+\\..*");
        assertThat(server.userTags()).contains("management");
        assertThat(server.date())
                .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(10));
        assertThat(reports.alarms()).isFalse();
        assertThatThrownBy(reports::nodes)
                .isInstanceOf(WarrenException.class)
                .hasMessageContaining("refuses (401) to show /api/nodes")
                .hasMessageContaining("monitoring")
                .satisfies(
                        failure -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("%2F@"));
    }

    @Test
    void anAdministratorSeesNodesAndQueues() {
        ManagementReports reports = broker.api().reports();
        assertThat(reports.nodes())
                .isNotEmpty()
                .allSatisfy(node -> assertThat(node.plugins()).contains("rabbitmq_management"))
                .allMatch(node -> node.running() && !node.memoryAlarm() && node.memoryLimitBytes() > 0);
        assertThat(reports.disabledFeatureFlags()).isEmpty();
        assertThat(reports.queues(topology))
                .extracting(QueueReport::name)
                .containsExactlyInAnyOrderElementsOf(
                        topology.queues().stream().map(QueueSpec::name).toList());
        assertThat(reports.queues(topology)).allMatch(queue -> queue.leader().isPresent());
    }

    private interface Attempt {
        void on(Channel channel) throws Exception;
    }

    private static void assertAllowed(Connection connection, Attempt attempt) {
        assertThatCode(() -> run(connection, attempt)).doesNotThrowAnyException();
    }

    private static void assertRefused(Connection connection, Attempt attempt) {
        assertThatThrownBy(() -> run(connection, attempt))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).hasStackTraceContaining("ACCESS_REFUSED"),
                        failure -> assertThat(failure).hasStackTraceContaining("access to"));
    }

    /** A refused publication closes the channel only afterwards, so each attempt ends by waiting for a confirm. */
    private static void run(Connection connection, Attempt attempt) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            attempt.on(channel);
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    private static void publish(Channel channel, String exchange, String key) throws IOException {
        channel.basicPublish(exchange, key, null, new byte[] {1});
    }

    private Connection as(Role role) throws Exception {
        return broker.connectAs(user(role), PASSWORD);
    }

    private ManagementApi apiAs(Role role) {
        URI root = broker.managementUri();
        return ManagementApi.at(URI.create(
                "http://" + user(role) + ":p%3A%20%C3%A4+%252F%40@" + root.getHost() + ":" + root.getPort()));
    }

    private String user(Role role) {
        return topology.namespace() + "-" + role.name().toLowerCase(Locale.ROOT);
    }
}
