package dev.warren.topology.check;

import dev.warren.topology.BindingSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a broker has, of one virtual host, in our own words. */
record LiveBroker(Map<String, LiveExchange> exchanges, Map<String, LiveQueue> queues, List<LiveBinding> bindings) {
    record LiveExchange(
            String type, boolean durable, boolean autoDelete, boolean internal, Map<String, Object> arguments) {}

    /**
     * A queue.
     *
     * @param type {@code quorum}, {@code classic} or another one
     * @param leader the node of its leader, empty when it has none
     * @param policy what applies to it; empty when the broker has not said so yet, which takes it some seconds after a declaration
     */
    record LiveQueue(
            String type,
            boolean durable,
            boolean autoDelete,
            boolean exclusive,
            String leader,
            Optional<LivePolicy> policy,
            Map<String, Object> arguments) {}

    /**
     * What policies do to a queue.
     *
     * @param name the policy that applies, empty when none does
     * @param settings what that policy and an operator's policy together set
     */
    record LivePolicy(String name, Map<String, Object> settings) {}

    /** A binding, and its arguments, which a topic exchange ignores and which make it another binding. */
    record LiveBinding(BindingSpec binding, Map<String, Object> arguments) {}
}
