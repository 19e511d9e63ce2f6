package dev.warren.topology.check;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.BindingSpec.Target;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.LaneName;
import dev.warren.topology.PolicySpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference.DifferentArgument;
import dev.warren.topology.check.Difference.DifferentLifetime;
import dev.warren.topology.check.Difference.DifferentType;
import dev.warren.topology.check.Difference.ExtraBinding;
import dev.warren.topology.check.Difference.Missing;
import dev.warren.topology.check.Difference.MissingBinding;
import dev.warren.topology.check.Difference.MissingPolicy;
import dev.warren.topology.check.Difference.ObjectKind;
import dev.warren.topology.check.Difference.ReplacedPolicy;
import dev.warren.topology.check.Difference.SecondWorkQueue;
import dev.warren.topology.check.Difference.Severity;
import dev.warren.topology.check.Difference.WithoutLeader;
import dev.warren.topology.check.LiveBroker.LiveBinding;
import dev.warren.topology.check.LiveBroker.LiveExchange;
import dev.warren.topology.check.LiveBroker.LiveQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The comparison itself, over values only. */
final class Comparison {
    private final Topology topology;
    private final LiveBroker live;
    private final List<Difference> found = new ArrayList<>();

    Comparison(Topology topology, LiveBroker live) {
        this.topology = topology;
        this.live = live;
    }

    List<Difference> differences() {
        topology.exchanges().forEach(this::compareExchange);
        topology.queues().forEach(this::compareQueue);
        compareBindings();
        topology.policies().forEach(this::comparePolicy);
        return List.copyOf(found);
    }

    private void compareExchange(ExchangeSpec wanted) {
        LiveExchange actual = live.exchanges().get(wanted.name());
        if (actual == null) {
            found.add(new Missing(ObjectKind.EXCHANGE, wanted.name()));
            return;
        }
        if (!actual.type().equals(wanted.kind().wireName())) {
            found.add(new DifferentType(
                    ObjectKind.EXCHANGE, wanted.name(), wanted.kind().wireName(), actual.type()));
        }
        compareLifetime(ObjectKind.EXCHANGE, wanted.name(), lifetime(actual));
        compareArguments(ObjectKind.EXCHANGE, wanted.name(), wanted.arguments(), actual.arguments());
    }

    private void compareQueue(QueueSpec wanted) {
        LiveQueue actual = live.queues().get(wanted.name());
        if (actual == null) {
            found.add(new Missing(ObjectKind.QUEUE, wanted.name()));
            return;
        }
        String type = topology.queueType().wireName();
        if (!actual.type().equals(type)) {
            found.add(new DifferentType(ObjectKind.QUEUE, wanted.name(), type, actual.type()));
        }
        compareLifetime(ObjectKind.QUEUE, wanted.name(), lifetime(actual));
        compareArguments(
                ObjectKind.QUEUE, wanted.name(), withoutType(wanted.arguments()), withoutType(actual.arguments()));
        if (actual.type().equals(QueueType.QUORUM.wireName()) && actual.leader().isEmpty()) {
            found.add(new WithoutLeader(wanted.name()));
        }
        actual.policy().ifPresent(policy -> found.addAll(HarmfulSettings.of(wanted, policy)));
    }

    private void compareLifetime(ObjectKind kind, String name, String oddities) {
        if (!oddities.isEmpty()) {
            found.add(new DifferentLifetime(kind, name, oddities));
        }
    }

    private static String lifetime(LiveExchange exchange) {
        return joined(
                exchange.durable() ? "" : "transient",
                exchange.autoDelete() ? "auto-delete" : "",
                exchange.internal() ? "internal" : "");
    }

    private static String lifetime(LiveQueue queue) {
        return joined(
                queue.durable() ? "" : "transient",
                queue.autoDelete() ? "auto-delete" : "",
                queue.exclusive() ? "exclusive" : "");
    }

    private static String joined(String... words) {
        return String.join(
                ", ", List.of(words).stream().filter(word -> !word.isEmpty()).toList());
    }

    /** The type is compared by itself: a queue may have got it without an argument, from its virtual host's default. */
    private static Map<String, Object> withoutType(Map<String, Object> arguments) {
        Map<String, Object> others = new HashMap<>(arguments);
        others.remove("x-queue-type");
        return others;
    }

    private void compareArguments(
            ObjectKind kind, String name, Map<String, Object> wanted, Map<String, Object> actual) {
        Set<String> keys = new TreeSet<>(wanted.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            Optional<Object> expected = Optional.ofNullable(wanted.get(key));
            Optional<Object> there = Optional.ofNullable(actual.get(key));
            if (!expected.map(Object::toString).equals(there.map(Object::toString))) {
                found.add(new DifferentArgument(kind, name, key, expected, there));
            }
        }
    }

    private void compareBindings() {
        Set<LiveBinding> there = new HashSet<>(live.bindings());
        List<LiveBinding> wanted = topology.bindings().stream()
                .map(binding -> new LiveBinding(binding, Map.of()))
                .toList();
        wanted.stream()
                .filter(binding -> !there.contains(binding))
                .forEach(binding -> found.add(new MissingBinding(binding.binding())));
        Set<LiveBinding> ours = Set.copyOf(wanted);
        live.bindings().stream()
                .filter(binding -> !ours.contains(binding))
                .forEach(binding -> reportIfOutOfOurs(binding.binding()));
    }

    /**
     * Bindings that lead into our exchanges from others are a producer's own affair, and anyone may listen to control commands. What
     * leads out of the other exchanges doubles messages or takes them elsewhere.
     */
    private void reportIfOutOfOurs(BindingSpec extra) {
        Optional<LaneName> lane = laneOfExchange(extra.source());
        if (lane.isPresent()
                && extra.target() == Target.QUEUE
                && !extra.destination().equals(topology.queue(lane.get()))) {
            found.add(new SecondWorkQueue(lane.get(), extra.destination(), extra.routingKey()));
        } else if (lane.isPresent() || isDelayExchange(extra.source())) {
            found.add(new ExtraBinding(extra, Severity.ERROR));
        } else if (Set.of(topology.deadExchange(), topology.unroutedExchange()).contains(extra.source())) {
            found.add(new ExtraBinding(extra, Severity.WARNING));
        }
    }

    private Optional<LaneName> laneOfExchange(String exchange) {
        return topology.lanes().stream()
                .filter(lane -> topology.exchange(lane).equals(exchange))
                .findFirst();
    }

    private boolean isDelayExchange(String exchange) {
        return topology.lanes().stream().anyMatch(lane -> exchange.startsWith(topology.exchange(lane) + ".delay."));
    }

    private void comparePolicy(PolicySpec policy) {
        Pattern pattern = Pattern.compile(policy.pattern());
        for (QueueSpec queue : topology.queues()) {
            LiveQueue actual = live.queues().get(queue.name());
            if (actual != null && pattern.matcher(queue.name()).find()) {
                actual.policy().ifPresent(applied -> comparePolicy(policy.name(), queue.name(), applied.name()));
            }
        }
    }

    private void comparePolicy(String policy, String queue, String actual) {
        if (actual.isEmpty()) {
            found.add(new MissingPolicy(queue, policy));
        } else if (!actual.equals(policy)) {
            found.add(new ReplacedPolicy(queue, policy, actual));
        }
    }
}
