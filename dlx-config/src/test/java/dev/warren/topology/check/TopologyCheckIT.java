package dev.warren.topology.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import dev.warren.topology.BindingSpec;
import dev.warren.topology.BrokerTopology;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference.DifferentArgument;
import dev.warren.topology.check.Difference.DifferentLifetime;
import dev.warren.topology.check.Difference.DifferentType;
import dev.warren.topology.check.Difference.ExtraBinding;
import dev.warren.topology.check.Difference.HarmfulPolicy;
import dev.warren.topology.check.Difference.Missing;
import dev.warren.topology.check.Difference.MissingBinding;
import dev.warren.topology.check.Difference.MissingPolicy;
import dev.warren.topology.check.Difference.ObjectKind;
import dev.warren.topology.check.Difference.ReplacedPolicy;
import dev.warren.topology.check.Difference.SecondWorkQueue;
import dev.warren.topology.check.Difference.Severity;
import dev.warren.topology.declare.TopologyDeclarer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spoils a broker in every way the check knows, and looks whether it says so. */
class TopologyCheckIT {
    private static final LaneName LANE = LaneName.DEFAULT;

    private final BrokerTopology broker = BrokerTopology.small();
    private final Topology topology = broker.topology();
    private Channel channel;

    @BeforeEach
    void declare() throws Exception {
        var connection = broker.connect();
        TopologyDeclarer.declare(connection, topology);
        broker.api().declarePolicies(topology);
        topology.policies().forEach(policy -> broker.deleteAtEnd("policies/%2F/" + policy.name()));
        channel = connection.createChannel();
        awaitFound();
    }

    @AfterEach
    void removeEverything() throws Exception {
        broker.close();
    }

    @Test
    void namesMissingObjectsAndTheBindingsThatWentWithThem() throws Exception {
        channel.exchangeDelete(topology.controlExchange());
        channel.queueDelete(topology.deadQueue(LANE));

        awaitFound(
                new Missing(ObjectKind.EXCHANGE, topology.controlExchange()),
                new Missing(ObjectKind.QUEUE, topology.deadQueue(LANE)),
                new MissingBinding(new BindingSpec(
                        topology.deadExchange(), BindingSpec.Target.QUEUE, topology.deadQueue(LANE), LANE.value())));
    }

    @Test
    void namesAMissingBindingOfTheLadder() throws Exception {
        String from = topology.delayExchange(LANE, 1);
        channel.exchangeUnbind(topology.delayExchange(LANE, 0), from, "*.*.*.0.#");

        awaitFound(new MissingBinding(
                new BindingSpec(from, BindingSpec.Target.EXCHANGE, topology.delayExchange(LANE, 0), "*.*.*.0.#")));
    }

    @Test
    void namesEachArgumentThatDiffers() throws Exception {
        String queue = topology.delayQueue(LANE, 2);
        Map<String, Object> arguments = arguments(queue);
        arguments.put("x-message-ttl", 5000);
        arguments.put("x-max-length", 10);
        arguments.remove("x-delivery-limit");
        replace(queue, arguments);

        awaitFound(
                new DifferentArgument(
                        ObjectKind.QUEUE, queue, "x-delivery-limit", Optional.of(1_000_000), Optional.empty()),
                new DifferentArgument(ObjectKind.QUEUE, queue, "x-max-length", Optional.empty(), Optional.of(10)),
                new DifferentArgument(ObjectKind.QUEUE, queue, "x-message-ttl", Optional.of(400L), Optional.of(5000)));
    }

    @Test
    void namesAnotherTypeOfQueue() throws Exception {
        String queue = topology.unroutedQueue();
        replace(queue, new HashMap<>(Map.of("x-queue-type", "classic", "x-overflow", "reject-publish")));

        awaitFound(
                new DifferentType(ObjectKind.QUEUE, queue, "quorum", "classic"),
                new DifferentArgument(
                        ObjectKind.QUEUE, queue, "x-delivery-limit", Optional.of(1_000_000), Optional.empty()));
    }

    @Test
    void namesAnotherTypeAndLifetimeOfExchange() throws Exception {
        String control = topology.controlExchange();
        channel.exchangeDelete(control);
        channel.exchangeDeclare(control, "topic", false, false, Map.of());

        awaitFound(
                new DifferentType(ObjectKind.EXCHANGE, control, "fanout", "topic"),
                new DifferentLifetime(ObjectKind.EXCHANGE, control, "transient"));
    }

    @Test
    void refusesASecondQueueOnALane() throws Exception {
        String second = broker.extraQueue("email-pool");
        channel.queueDeclare(second, true, false, false, Map.of());
        channel.queueBind(second, topology.exchange(LANE), "email.#");

        SecondWorkQueue expected = new SecondWorkQueue(LANE, second, "email.#");
        awaitFound(expected);
        assertThat(expected.severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void namesBindingsThatDoNotBelong() throws Exception {
        String copies = broker.extraQueue("copies");
        channel.queueDeclare(copies, true, false, false, Map.of());
        channel.queueBind(copies, topology.deadExchange(), LANE.value());
        channel.queueBind(copies, topology.delayExchange(LANE, 0), "#");
        channel.queueBind(copies, topology.controlExchange(), "");
        channel.queueBind(topology.queue(LANE), topology.exchange(LANE), "email.#");

        awaitFound(
                new ExtraBinding(
                        new BindingSpec(
                                topology.exchange(LANE), BindingSpec.Target.QUEUE, topology.queue(LANE), "email.#"),
                        Severity.ERROR),
                new ExtraBinding(
                        new BindingSpec(topology.delayExchange(LANE, 0), BindingSpec.Target.QUEUE, copies, "#"),
                        Severity.ERROR),
                new ExtraBinding(
                        new BindingSpec(topology.deadExchange(), BindingSpec.Target.QUEUE, copies, LANE.value()),
                        Severity.WARNING));
    }

    @Test
    void namesAPolicyThatReplacesOursAndWhatItHarms() throws Exception {
        String policy = topology.namespace() + "-all";
        broker.put("policies/%2F/" + policy, """
                {"pattern": "^%s\\\\.default", "priority": 7, "apply-to": "queues",
                 "definition": {"delivery-limit": 3, "max-length": 5, "message-ttl": 150}}
                """.formatted(topology.namespace()));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<Difference> found = TopologyCheck.compare(topology, broker.api());
            assertThat(found)
                    .contains(
                            new ReplacedPolicy(topology.deadQueue(LANE), topology.namespace() + "-dead", policy),
                            harm(topology.queue(LANE), policy, "delivery-limit", 3),
                            harm(topology.queue(LANE), policy, "message-ttl", 150),
                            harm(topology.delayQueue(LANE, 3), policy, "message-ttl", 150))
                    .doesNotContain(harm(topology.delayQueue(LANE, 0), policy, "message-ttl", 150));
        });
    }

    @Test
    void namesQueuesThatHaveLostTheirPolicy() throws Exception {
        broker.call("DELETE", "policies/%2F/" + topology.namespace() + "-unrouted", "");

        MissingPolicy expected = new MissingPolicy(topology.unroutedQueue(), topology.namespace() + "-unrouted");
        awaitFound(expected);
        assertThat(expected.severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void tellsHowFullQueuesAre() throws Exception {
        channel.confirmSelect();
        channel.basicPublish(topology.exchange(LANE), "a", null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        broker.api().queueDepths(topology).contains(new QueueDepth(topology.queue(LANE), 1, 0, 0)));
        assertThat(broker.api().queueDepths(topology)).hasSize(topology.queues().size());
    }

    /** What a policy or a queue is changes at once on one node, and after a moment in a cluster. */
    private void awaitFound(Difference... expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TopologyCheck.compare(topology, broker.api()))
                        .containsExactlyInAnyOrderElementsOf(Arrays.asList(expected)));
        for (Difference difference : expected) {
            assertThat(difference.sentence()).endsWith(".").contains(topology.namespace());
        }
    }

    private static HarmfulPolicy harm(String queue, String policy, String setting, int value) {
        String effect = setting.equals("delivery-limit")
                ? "gives up on messages that were only looked at or prefetched"
                : "ends the wait of its messages early";
        return new HarmfulPolicy(queue, policy, setting, value, effect);
    }

    private Map<String, Object> arguments(String queue) {
        return topology.queues().stream()
                .filter(spec -> spec.name().equals(queue))
                .findFirst()
                .map(spec -> new HashMap<>(spec.arguments()))
                .orElseThrow();
    }

    private void replace(String queue, Map<String, Object> arguments) throws Exception {
        List<BindingSpec> bindings = topology.bindings().stream()
                .filter(binding -> binding.destination().equals(queue) && binding.target() == BindingSpec.Target.QUEUE)
                .toList();
        channel.queueDelete(queue);
        channel.queueDeclare(queue, true, false, false, arguments);
        for (BindingSpec binding : bindings) {
            channel.queueBind(queue, binding.source(), binding.routingKey());
        }
    }
}
