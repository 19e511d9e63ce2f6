package dev.warren.topology.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference.DifferentLifetime;
import dev.warren.topology.check.Difference.HarmfulPolicy;
import dev.warren.topology.check.Difference.ObjectKind;
import dev.warren.topology.check.Difference.SecondWorkQueue;
import dev.warren.topology.check.Difference.WithoutLeader;
import dev.warren.topology.check.LiveBroker.LiveBinding;
import dev.warren.topology.check.LiveBroker.LiveExchange;
import dev.warren.topology.check.LiveBroker.LivePolicy;
import dev.warren.topology.check.LiveBroker.LiveQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is hard to bring about on a test's broker. */
class ComparisonTest {
    private static final Topology TOPOLOGY =
            Topology.builder().lanes(LaneName.DEFAULT).build();

    private final Map<String, LiveExchange> exchanges = new HashMap<>();
    private final Map<String, LiveQueue> queues = new HashMap<>();
    private final List<LiveBinding> bindings = new ArrayList<>();

    ComparisonTest() {
        TOPOLOGY.exchanges()
                .forEach(exchange -> exchanges.put(
                        exchange.name(),
                        new LiveExchange(exchange.kind().wireName(), true, false, false, exchange.arguments())));
        TOPOLOGY.queues()
                .forEach(queue -> queues.put(queue.name(), healthy(queue.arguments(), policyOf(queue.name()))));
        TOPOLOGY.bindings().forEach(binding -> bindings.add(new LiveBinding(binding, Map.of())));
    }

    @Test
    void aBrokerAsItShouldBeHasNoDifferences() {
        assertThat(differences()).isEmpty();
    }

    @Test
    void namesAQueueWithoutLeader() {
        LiveQueue queue = queue("jobs.default");
        queues.put("jobs.default", new LiveQueue("quorum", true, false, false, "", queue.policy(), queue.arguments()));

        assertThat(differences()).containsExactly(new WithoutLeader("jobs.default"));
        assertThat(differences().get(0).sentence())
                .isEqualTo(
                        "queue 'jobs.default' has no leader and neither takes nor gives messages: start the nodes that hold it"
                                + " ('rabbitmq-queues quorum_status jobs.default' names them).");
    }

    @Test
    void namesAQueueThatIsNotForGood() {
        LiveQueue queue = queue("jobs.default");
        queues.put("jobs.default", new LiveQueue("quorum", false, true, true, "n", queue.policy(), queue.arguments()));

        assertThat(differences())
                .containsExactly(
                        new DifferentLifetime(ObjectKind.QUEUE, "jobs.default", "transient, auto-delete, exclusive"));
    }

    @Test
    void namesAnOperatorPolicyThatDeletesQueues() {
        LiveQueue queue = queue("jobs.default");
        queues.put(
                "jobs.default",
                new LiveQueue(
                        "quorum",
                        true,
                        false,
                        false,
                        "n",
                        Optional.of(new LivePolicy("", Map.of("expires", 1000))),
                        queue.arguments()));

        assertThat(differences())
                .containsExactly(new HarmfulPolicy(
                        "jobs.default",
                        "(an operator policy)",
                        "expires",
                        1000,
                        "deletes the queue with all its messages when nobody uses it"));
    }

    @Test
    void saysNothingAboutPoliciesWhileTheBrokerSaysNothing() {
        queues.replaceAll((name, queue) ->
                new LiveQueue(queue.type(), true, false, false, queue.leader(), Optional.empty(), queue.arguments()));

        assertThat(differences()).isEmpty();
    }

    @Test
    void leavesForeignBindingsIntoOurExchangesAlone() {
        bindings.add(foreign("events", BindingSpec.Target.EXCHANGE, "jobs.default", "order.#"));
        bindings.add(foreign("", BindingSpec.Target.QUEUE, "jobs.default", "jobs.default"));

        assertThat(differences()).isEmpty();
    }

    @Test
    void saysWhatASecondQueueDoesAndWhatToDoInstead() {
        bindings.add(foreign("jobs.default", BindingSpec.Target.QUEUE, "mine", "email.*"));

        assertThat(differences()).containsExactly(new SecondWorkQueue(LaneName.DEFAULT, "mine", "email.*"));
        assertThat(differences().get(0).sentence())
                .isEqualTo(
                        "queue 'mine' is bound to the exchange of lane 'default' with key 'email.*': every job it matches is"
                                + " doubled. Remove the binding; jobs that need workers of their own need a lane of their own.");
    }

    private List<Difference> differences() {
        return new Comparison(TOPOLOGY, new LiveBroker(exchanges, queues, bindings)).differences();
    }

    private LiveQueue queue(String name) {
        LiveQueue queue = queues.get(name);
        if (queue == null) {
            throw new AssertionError("no queue " + name);
        }
        return queue;
    }

    private static LiveQueue healthy(Map<String, Object> arguments, String policy) {
        return new LiveQueue(
                "quorum", true, false, false, "node", Optional.of(new LivePolicy(policy, Map.of())), arguments);
    }

    private static String policyOf(String queue) {
        return TOPOLOGY.policies().stream()
                .filter(policy -> queue.matches(policy.pattern()))
                .map(policy -> policy.name())
                .findFirst()
                .orElse("");
    }

    private static LiveBinding foreign(String source, BindingSpec.Target target, String destination, String key) {
        return new LiveBinding(new BindingSpec(source, target, destination, key), Map.of());
    }
}
