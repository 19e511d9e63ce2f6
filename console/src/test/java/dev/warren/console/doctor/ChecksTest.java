package dev.warren.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Greeting;
import dev.warren.broker.Greeting.Encryption;
import dev.warren.topology.LaneName;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference;
import dev.warren.topology.check.Difference.Missing;
import dev.warren.topology.check.Difference.ObjectKind;
import dev.warren.topology.check.NodeReport;
import dev.warren.topology.check.QueueReport;
import dev.warren.topology.check.ServerReport;
import dev.warren.topology.declare.LackingRight;
import dev.warren.topology.declare.Right;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the checks make of what they see. */
class ChecksTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<String> PLUGINS =
            List.of("rabbitmq_management", "rabbitmq_shovel", "rabbitmq_shovel_management");

    private static List<Level> levels(List<Finding> findings) {
        return findings.stream().map(Finding::level).toList();
    }

    // connection and version

    private static Greeting greeting(Duration heartbeat, Optional<Instant> certificateEnds) {
        return new Greeting(
                "RabbitMQ",
                "4.3.6",
                "rabbit@a",
                heartbeat,
                Duration.ofMillis(2),
                certificateEnds.map(end -> new Encryption("TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.of(end))));
    }

    @Test
    void aCertificateThatEndsSoonIsAWarning() {
        Duration beat = Duration.ofSeconds(10);
        List<Finding> soon = ConnectionCheck.judged(
                greeting(beat, Optional.of(NOON.plus(Duration.ofDays(20)))), "amqps://a:5671", NOON);
        assertThat(levels(soon)).containsExactly(Level.OK, Level.OK, Level.WARN);
        List<Finding> later = ConnectionCheck.judged(
                greeting(beat, Optional.of(NOON.plus(Duration.ofDays(30)))), "amqps://a:5671", NOON);
        assertThat(levels(later)).containsOnly(Level.OK);
    }

    @Test
    void aConnectionWithoutHeartbeatsIsAWarning() {
        assertThat(levels(ConnectionCheck.judged(greeting(Duration.ZERO, Optional.empty()), "amqp://a:5672", NOON)))
                .containsExactly(Level.OK, Level.WARN, Level.NOTE);
    }

    @ParameterizedTest
    @CsvSource({
        "can't connect: 403 ACCESS_REFUSED - Login was refused, check user and password",
        "530 NOT_ALLOWED - vhost x not found, make the virtual host",
        "PKIX path building failed, --tls-ca",
        "Connection refused, check host and port"
    })
    void saysWhatToDoAboutAFailedConnection(String message, String advice) {
        assertThat(ConnectionCheck.advice(message)).contains(advice);
    }

    @ParameterizedTest
    @CsvSource({
        "3.9.29, FAIL",
        "2.8.7, FAIL",
        "3.10.8, NOTE",
        "3.13.7, NOTE",
        "4.0.5, OK",
        "4.3.6, OK",
        "5.0.0-rc.1, OK",
        "x, NOTE"
    })
    void knowsWhichVersionsWork(String version, Level level) {
        assertThat(VersionCheck.judged(version).level()).isEqualTo(level);
    }

    // rights

    @Test
    void aLoginThatFitsOneRoleIsAsItShouldBe() {
        List<Finding> findings = RightsCheck.judged(
                Map.of(
                        Role.WORKER,
                        List.of(),
                        Role.OPERATOR,
                        List.of(new LackingRight(Right.READ, "jobs.default.dead"))),
                Topology.standard());
        assertThat(findings)
                .containsExactlyInAnyOrder(
                        Finding.ok("the login may act as worker"),
                        Finding.note("to act as operator the login lacks read on 'jobs.default.dead'"));
    }

    @Test
    void aLoginThatFitsNoRoleFailsAndIsToldTheGrant() {
        List<LackingRight> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.add(new LackingRight(Right.WRITE, "e" + i));
        }
        List<Finding> findings = RightsCheck.judged(Map.of(Role.WORKER, many), Topology.standard());
        assertThat(levels(findings)).containsExactly(Level.FAIL);
        assertThat(findings.get(0).what()).endsWith("write on 'e4' and 2 more");
        assertThat(findings.get(0).toDo().orElseThrow())
                .startsWith("grant it: rabbitmqctl set_permissions -p VHOST USER '^(jobs\\.worker");
    }

    @Test
    void aLoginWithoutATagForNodesIsNoted() {
        assertThat(ManagementCheck.judged(server(List.of("management"))).level())
                .isEqualTo(Level.NOTE);
        assertThat(ManagementCheck.judged(server(List.of("monitoring"))).level())
                .isEqualTo(Level.OK);
    }

    private static ServerReport server(List<String> tags) {
        return new ServerReport("4.3.6", "27", "rabbit@a", tags, NOON, Duration.ofMillis(3));
    }

    // nodes

    private static NodeReport node(boolean memoryAlarm, boolean diskAlarm, long memory, long free) {
        return new NodeReport("rabbit@a", true, memoryAlarm, diskAlarm, memory, 1_000, free, 1_000, List.of(), PLUGINS);
    }

    @Test
    void alarmsFailAndWhatComesNearIsAWarning() {
        assertThat(levels(AlarmsCheck.judged(List.of(node(false, false, 100, 10_000)))))
                .containsExactly(Level.OK);
        assertThat(levels(AlarmsCheck.judged(List.of(node(true, false, 1_100, 10_000)))))
                .containsExactly(Level.FAIL);
        assertThat(levels(AlarmsCheck.judged(List.of(node(false, true, 100, 900)))))
                .containsExactly(Level.FAIL);
        assertThat(levels(AlarmsCheck.judged(List.of(node(false, false, 900, 1_500)))))
                .containsExactly(Level.WARN, Level.WARN);
    }

    @Test
    void aNodeThatIsDownOrAloneFails() {
        NodeReport down = new NodeReport("rabbit@b", false, false, false, 0, 0, 0, 0, List.of(), List.of());
        NodeReport alone =
                new NodeReport("rabbit@c", true, false, false, 1, 1_000, 9_000, 1, List.of("rabbit@a"), PLUGINS);
        assertThat(AlarmsCheck.judged(List.of(down, alone)))
                .extracting(Finding::what)
                .containsExactly("node rabbit@b is down", "node rabbit@c has lost touch with [rabbit@a]");
    }

    @Test
    void missingPluginsAndFeatureFlagsAreNamedWithTheirCommand() {
        NodeReport bare = new NodeReport(
                "rabbit@a", true, false, false, 1, 1_000, 9_000, 1, List.of(), List.of("rabbitmq_management"));
        Finding plugins = PluginsCheck.judged(List.of(bare)).get(0);
        assertThat(plugins.level()).isEqualTo(Level.NOTE);
        assertThat(plugins.toDo()).contains("rabbitmq-plugins enable rabbitmq_shovel rabbitmq_shovel_management");
        Finding flags = FeatureFlagsCheck.judged(List.of("khepri_db"));
        assertThat(flags.level()).isEqualTo(Level.WARN);
        assertThat(flags.what()).contains("khepri_db");
        assertThat(FeatureFlagsCheck.judged(List.of()).level()).isEqualTo(Level.OK);
    }

    // queues

    private static QueueReport queue(String name, long ready, long consumers) {
        return new QueueReport(
                name, ready, 0, consumers, Optional.of("rabbit@a"), List.of("rabbit@a"), List.of("rabbit@a"));
    }

    private static QueueReport replicated(String name, String leader, String... online) {
        return new QueueReport(
                name,
                0,
                0,
                1,
                Optional.of(leader).filter(it -> !it.isEmpty()),
                List.of("a", "b", "c"),
                Arrays.asList(online));
    }

    private static List<NodeReport> cluster() {
        return List.of("a", "b", "c").stream()
                .map(name -> new NodeReport(name, true, false, false, 1, 10, 10, 1, List.of(), PLUGINS))
                .toList();
    }

    @Test
    void aQueueWithoutALeaderFailsAndOneWithABareMajorityIsAWarning() {
        assertThat(levels(LeadersCheck.judged(List.of(replicated("q", "", "a")), cluster())))
                .contains(Level.FAIL);
        List<Finding> shaky = LeadersCheck.judged(List.of(replicated("q", "a", "a", "b")), cluster());
        assertThat(levels(shaky)).containsExactly(Level.WARN);
        assertThat(shaky.get(0).toDo()).contains("start c");
        assertThat(levels(LeadersCheck.judged(List.of(replicated("q", "a", "a", "b", "c")), cluster())))
                .containsExactly(Level.OK);
    }

    @Test
    void leadersOnOneNodeOfACloudAreAWarningAndSpreadOnesAreNot() {
        List<QueueReport> heap = new ArrayList<>();
        List<QueueReport> spread = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            heap.add(replicated("q" + i, "a", "a", "b", "c"));
            spread.add(replicated("q" + i, List.of("a", "b", "c").get(i % 3), "a", "b", "c"));
        }
        List<Finding> findings = LeadersCheck.judged(heap, cluster());
        assertThat(levels(findings)).containsExactly(Level.WARN);
        assertThat(findings.get(0).toDo()).contains("rabbitmq-queues rebalance quorum");
        assertThat(LeadersCheck.judged(spread, cluster()))
                .containsExactly(Finding.ok("9 queues have a leader: 3 on a, 3 on b, 3 on c"));
    }

    @Test
    void queuesWithOneMemberAreAWarningOnAClusterOnly() {
        List<QueueReport> alone = List.of(queue("jobs.default", 0, 1));
        assertThat(levels(LeadersCheck.judged(alone, cluster()))).containsExactly(Level.WARN);
        assertThat(levels(LeadersCheck.judged(alone, cluster().subList(0, 1)))).containsExactly(Level.OK);
    }

    @Test
    void jobsThatNobodyWorksOnAreAWarning() {
        LaneName lane = LaneName.DEFAULT;
        assertThat(ConsumersCheck.judged(lane, queue("q", 7, 0)).level()).isEqualTo(Level.WARN);
        assertThat(ConsumersCheck.judged(lane, queue("q", 0, 0)).level()).isEqualTo(Level.NOTE);
        assertThat(ConsumersCheck.judged(lane, queue("q", 7, 1)).level()).isEqualTo(Level.OK);
    }

    @Test
    void anUnroutedMessageFails() {
        assertThat(UnroutedCheck.judged(queue("jobs.unrouted", 1, 0)).level()).isEqualTo(Level.FAIL);
        assertThat(UnroutedCheck.judged(queue("jobs.unrouted", 0, 0)).level()).isEqualTo(Level.OK);
    }

    @Test
    void deadLettersWarnAndFailWhenThereIsLittleRoomForMore() {
        assertThat(DeadLettersCheck.judged(LaneName.BULK, 79, 100).level()).isEqualTo(Level.WARN);
        assertThat(DeadLettersCheck.judged(LaneName.BULK, 80, 100).level()).isEqualTo(Level.FAIL);
    }

    // topology, store, clock

    @Test
    void aTopologyThatIsWhollyMissingIsOneFinding() {
        Topology topology = Topology.standard();
        List<Difference> all = new ArrayList<>();
        topology.exchanges().forEach(exchange -> all.add(new Missing(ObjectKind.EXCHANGE, exchange.name())));
        topology.queues().forEach(queue -> all.add(new Missing(ObjectKind.QUEUE, queue.name())));
        assertThat(TopologyDifferencesCheck.judged(topology, all))
                .singleElement()
                .satisfies(finding -> assertThat(finding.toDo().orElseThrow()).contains("warren topology declare"));
        List<Finding> some = TopologyDifferencesCheck.judged(topology, all.subList(0, 25));
        assertThat(some).hasSize(21);
        assertThat(some.get(0))
                .isEqualTo(Finding.fail(
                        "exchange 'jobs.unrouted' is missing",
                        "declare the topology, which adds it and changes nothing else."));
        assertThat(some.get(20).what()).isEqualTo("5 more differences");
    }

    @Test
    void aDiskThatTakesItsTimeIsAWarning() {
        assertThat(StoreCheck.disk(Duration.ofMillis(50)).level()).isEqualTo(Level.OK);
        assertThat(StoreCheck.disk(Duration.ofMillis(51)).level()).isEqualTo(Level.WARN);
    }

    @ParameterizedTest
    @CsvSource({
        "12:00:00.100, 12:00:00.200, 12:00:00, PT0S",
        "12:00:00.900, 12:00:01.100, 12:00:00, PT0S",
        "12:00:00.900, 12:00:01.100, 12:00:01, PT0S",
        "12:00:00.000, 12:00:00.100, 12:00:05, PT4.9S",
        "12:00:05.000, 12:00:05.100, 12:00:00, PT-4S"
    })
    void clocksDifferByWhatWholeSecondsCannotExplain(String before, String after, String broker, Duration apart) {
        assertThat(ClockCheck.apart(at(before), at(after), at(broker))).isEqualTo(apart);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time + "Z");
    }

    @Test
    void aClockThatIsOffIsAWarningThatSaysWhichWay() {
        assertThat(ClockCheck.judged(Duration.ofSeconds(5)).what()).contains("5 s ahead of this machine's");
        assertThat(ClockCheck.judged(Duration.ofSeconds(-5)).what()).contains("5 s behind this machine's");
        assertThat(ClockCheck.judged(Duration.ofMillis(1_999)).level()).isEqualTo(Level.OK);
    }
}
