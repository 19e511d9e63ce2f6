package dev.warren.topology.check;

import dev.warren.topology.BindingSpec;
import java.util.List;
import java.util.Map;

/** What a broker has, of one virtual host, in our own words. */
record LiveBroker(Map<String, LiveExchange> exchanges, Map<String, LiveQueue> queues, List<LiveBinding> bindings) {
    record LiveExchange(
            String type, boolean durable, boolean autoDelete, boolean internal, Map<String, Object> arguments) {}

    /**
     * A queue.
     *
     * @param type {@code quorum}, {@code classic} or another one
     * @param leader the node of its leader, empty when it has none
     * @param policy the name of the policy that applies, empty when none does
     * @param effectivePolicy what that policy and an operator's policy together set
     */
    record LiveQueue(
            String type,
            boolean durable,
            boolean autoDelete,
            boolean exclusive,
            String leader,
            String policy,
            Map<String, Object> effectivePolicy,
            Map<String, Object> arguments) {}

    /** A binding, and whether it has arguments, which a topic exchange ignores and which make it another binding. */
    record LiveBinding(BindingSpec binding, Map<String, Object> arguments) {}
}
