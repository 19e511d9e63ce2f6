package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyTest {
    private static final Topology STANDARD = Topology.standard();
    private static final LaneName LANE = LaneName.DEFAULT;

    @Test
    void namesObjectsAfterNamespaceAndLane() {
        assertThat(STANDARD.exchange(LANE)).isEqualTo("jobs.default");
        assertThat(STANDARD.queue(LANE)).isEqualTo("jobs.default");
        assertThat(STANDARD.delayExchange(LANE, 0)).isEqualTo("jobs.default.delay.00");
        assertThat(STANDARD.delayQueue(LANE, 19)).isEqualTo("jobs.default.delay.19");
        assertThat(STANDARD.deadExchange()).isEqualTo("jobs.dead");
        assertThat(STANDARD.deadQueue(LANE)).isEqualTo("jobs.default.dead");
        assertThat(STANDARD.unroutedExchange()).isEqualTo("jobs.unrouted");
        assertThat(STANDARD.unroutedQueue()).isEqualTo("jobs.unrouted");
        assertThat(STANDARD.controlExchange()).isEqualTo("jobs.control");
        assertThat(STANDARD.workerQueue("host-1")).isEqualTo("jobs.worker.host-1");
    }

    @Test
    void routesADelayByItsBitsAndTheJobType() {
        assertThat(STANDARD.delayRoute(LANE, Duration.ofMillis(1100), "email.send"))
                .isEqualTo(new DelayRoute(
                        "jobs.default.delay.02",
                        "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.email.send",
                        Duration.ofMillis(1250)));
    }

    @Test
    void keyOfTheLongestJobTypeFitsAnAmqpShortString() {
        String key =
                STANDARD.delayRoute(LANE, Duration.ofDays(400), "é".repeat(64)).routingKey();

        assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSize(40 + 128);
        assertThatThrownBy(() -> STANDARD.delayRoute(LANE, Duration.ZERO, "é".repeat(65)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128 bytes");
    }

    @Test
    void aWorkQueueDeadLettersAtLeastOnceToItsLanesDeadQueue() {
        assertThat(queue(STANDARD, "jobs.default").arguments())
                .isEqualTo(Map.of(
                        "x-queue-type", "quorum",
                        "x-dead-letter-exchange", "jobs.dead",
                        "x-dead-letter-routing-key", "default",
                        "x-dead-letter-strategy", "at-least-once",
                        "x-overflow", "reject-publish",
                        "x-delivery-limit", 1000));
    }

    @Test
    void aLevelHandsDownToTheNextAndTheLastOneToTheLane() {
        assertThat(queue(STANDARD, "jobs.bulk.delay.03").arguments())
                .isEqualTo(Map.of(
                        "x-queue-type", "quorum",
                        "x-message-ttl", 2000L,
                        "x-dead-letter-exchange", "jobs.bulk.delay.02",
                        "x-dead-letter-strategy", "at-least-once",
                        "x-overflow", "reject-publish",
                        "x-delivery-limit", 1_000_000));
        assertThat(queue(STANDARD, "jobs.bulk.delay.00").arguments())
                .containsEntry("x-dead-letter-exchange", "jobs.bulk")
                .containsEntry("x-message-ttl", 250L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs.default.dead", "jobs.unrouted"})
    void lookingAtAKeptMessageNeverLosesIt(String name) {
        assertThat(queue(STANDARD, name).arguments())
                .isEqualTo(Map.of(
                        "x-queue-type", "quorum", "x-overflow", "reject-publish", "x-delivery-limit", 1_000_000));
    }

    @Test
    void classicQueuesHaveNoQuorumArguments() {
        Topology classic = Topology.builder().queueType(QueueType.CLASSIC).build();

        assertThat(classic.queues())
                .allSatisfy(queue -> assertThat(queue.arguments())
                        .containsEntry("x-queue-type", "classic")
                        .doesNotContainKeys("x-delivery-limit", "x-dead-letter-strategy"));
    }

    @Test
    void everyExchangeThatRoutesByKeyHasTheCatchAll() {
        assertThat(STANDARD.exchanges())
                .filteredOn(exchange -> exchange.kind() != ExchangeKind.FANOUT)
                .hasSize(1 + 3 + 60)
                .allSatisfy(exchange ->
                        assertThat(exchange.arguments()).isEqualTo(Map.of("alternate-exchange", "jobs.unrouted")));
    }

    @Test
    void standardTopologyHasThisManyObjects() {
        assertThat(STANDARD.exchanges()).doesNotHaveDuplicates().hasSize(3 + 3 + 60);
        assertThat(STANDARD.queues()).doesNotHaveDuplicates().hasSize(1 + 3 + 3 + 60);
        assertThat(STANDARD.bindings()).doesNotHaveDuplicates().hasSize(1 + 3 + 3 + 120);
    }

    @Test
    void aLaneHasExactlyOneWorkQueueBoundWithEverything() {
        assertThat(STANDARD.bindings())
                .filteredOn(binding -> binding.source().equals("jobs.default"))
                .containsExactly(new BindingSpec("jobs.default", BindingSpec.Target.QUEUE, "jobs.default", "#"));
    }

    @Test
    void aWorkersOwnQueueIsExclusiveAndBounded() {
        QueueSpec own = STANDARD.workerQueueSpec("w1");

        assertThat(own.lifetime()).isEqualTo(QueueSpec.Lifetime.EXCLUSIVE);
        assertThat(own.arguments()).containsEntry("x-max-length", 1000);
        assertThat(STANDARD.workerQueueBinding("w1"))
                .isEqualTo(new BindingSpec("jobs.control", BindingSpec.Target.QUEUE, "jobs.worker.w1", ""));
    }

    @Test
    void policiesMatchTheKeptQueuesOnly() {
        assertThat(STANDARD.policies())
                .hasSize(2)
                .allSatisfy(policy -> assertThat(policy.definition()).containsOnlyKeys("max-length"));
        assertThat(STANDARD.queues())
                .filteredOn(queue -> STANDARD.policies().stream()
                        .anyMatch(policy -> queue.name().matches(policy.pattern())))
                .extracting(QueueSpec::name)
                .containsExactlyInAnyOrder(
                        "jobs.unrouted", "jobs.critical.dead", "jobs.default.dead", "jobs.bulk.dead");
    }

    @Test
    void namesTheKnownLanesWhenOneIsUnknown() {
        assertThatThrownBy(() -> STANDARD.queue(new LaneName("nightly")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "lane 'nightly' is not part of the topology 'jobs', whose lanes are [critical, default, bulk]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a.b", "a_b", "ü", "a b", "abcdefghijklmnopqrstuvwxyz0123456"})
    void refusesLaneNamesOfAWrongShape(String name) {
        assertThatThrownBy(() -> new LaneName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lane name '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead", "unrouted", "control", "worker", "delay"})
    void refusesLaneNamesThatOtherObjectsHave(String name) {
        assertThatThrownBy(() -> new LaneName(name)).hasMessageContaining("choose another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jobs.x", "Jobs", "amq", "abcdefghijklmnopqrstuvwxyz0123456"})
    void refusesNamespacesOfAWrongShape(String name) {
        assertThatThrownBy(() -> Topology.builder().namespace(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNoLanesAndALaneTwice() {
        assertThatThrownBy(() -> Topology.builder().lanes(List.of())).hasMessageContaining("1 to 64, each once");
        assertThatThrownBy(() -> Topology.builder().lane(LaneName.BULK)).hasMessageContaining("1 to 64, each once");
    }

    @Test
    void refusesWorkerIdsThatCannotNameAQueue() {
        assertThatThrownBy(() -> STANDARD.workerQueue("")).hasMessageContaining("worker id ''");
        assertThatThrownBy(() -> STANDARD.workerQueue("a*b")).hasMessageContaining("worker id 'a*b'");
    }

    @Test
    void topologiesWithTheSameSettingsAreEqual() {
        assertThat(STANDARD.toBuilder().build()).isEqualTo(STANDARD).hasSameHashCodeAs(STANDARD);
        assertThat(STANDARD.toBuilder().namespace("other").build()).isNotEqualTo(STANDARD);
    }

    @ParameterizedTest(name = "{0} may {1} {2}: {3}")
    @CsvSource({
        "PRODUCER,    configure, jobs.default,          false",
        "PRODUCER,    write,     jobs.default,          true",
        "PRODUCER,    write,     jobs.default.dead,     false",
        "PRODUCER,    write,     jobs.default.delay.00, false",
        "PRODUCER,    write,     jobs.control,          false",
        "PRODUCER,    write,     amq.default,           false",
        "PRODUCER,    read,      jobs.default,          false",
        "WORKER,      configure, jobs.worker.w1,        true",
        "WORKER,      configure, jobs.default,          false",
        "WORKER,      configure, my-jobs.worker.w1,     false",
        "WORKER,      write,     jobs.default.delay.19, true",
        "WORKER,      write,     jobs.dead,             true",
        "WORKER,      write,     amq.default,           true",
        "WORKER,      write,     jobs.unrouted,         false",
        "WORKER,      write,     jobsXdead,             false",
        "WORKER,      read,      jobs.default,          true",
        "WORKER,      read,      jobs.control,          true",
        "WORKER,      read,      jobs.default.dead,     false",
        "PROVISIONER, configure, jobs.default.delay.00, true",
        "PROVISIONER, configure, jobs2.default,         false",
        "PROVISIONER, configure, other.jobs.default,    false",
        "OPERATOR,    read,      jobs.default.dead,     true",
        "OPERATOR,    read,      jobs.unrouted,         true",
        "OPERATOR,    read,      jobs.default,          false",
        "OPERATOR,    write,     jobs.control,          true",
        "OPERATOR,    write,     jobs.default.delay.07, true",
        "OPERATOR,    write,     jobs.dead,             true",
        "OPERATOR,    write,     jobs.unrouted,         false",
        "OPERATOR,    configure, jobs.default.dead,     false",
    })
    void eachRoleMayDoWhatItsWorkNeeds(Role role, String right, String object, boolean allowed) {
        Permissions permissions = STANDARD.permissions(role);
        String pattern = switch (right) {
            case "configure" -> permissions.configure();
            case "write" -> permissions.write();
            case "read" -> permissions.read();
            default -> throw new IllegalArgumentException(right);
        };

        assertThat(Pattern.compile(pattern).matcher(object).find()).isEqualTo(allowed);
    }

    private static QueueSpec queue(Topology topology, String name) {
        return topology.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
