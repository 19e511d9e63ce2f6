package dev.warren.simulation;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.ExchangeKind;
import dev.warren.topology.ExchangeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exchanges and bindings, and which queues a message comes to by them. Ways once found are kept until something is bound. */
final class Routes {
    static final String DEFAULT_EXCHANGE = "";

    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final Map<String, Map<String, List<String>>> known = new HashMap<>(); // never iterated

    private static final class Exchange {
        private final ExchangeKind kind;
        private final @Nullable String alternate;
        private final Set<BindingSpec> bound = new LinkedHashSet<>();
        private final List<Binding> bindings = new ArrayList<>();

        Exchange(ExchangeSpec spec) {
            kind = spec.kind();
            alternate = (String) spec.arguments().get("alternate-exchange");
        }
    }

    private record Binding(BindingSpec spec, TopicPattern pattern) {
        boolean leadsTo(String queue) {
            return leadsTo(spec, queue);
        }

        static boolean leadsTo(BindingSpec spec, String queue) {
            return spec.target() == BindingSpec.Target.QUEUE
                    && spec.destination().equals(queue);
        }

        boolean matches(ExchangeKind kind, String key, List<String> words) {
            return switch (kind) {
                case FANOUT -> true;
                case DIRECT -> spec.routingKey().equals(key);
                case TOPIC -> pattern.matches(words);
            };
        }
    }

    void add(ExchangeSpec spec) {
        exchanges.computeIfAbsent(spec.name(), name -> new Exchange(spec));
        known.clear();
    }

    void add(BindingSpec spec) {
        Exchange source = exchange(spec.source());
        if (source.bound.add(spec)) {
            source.bindings.add(new Binding(spec, new TopicPattern(spec.routingKey())));
            known.clear();
        }
    }

    /** Removes what is bound to a queue. */
    void removeBindingsTo(String queue) {
        for (Exchange exchange : exchanges.values()) {
            exchange.bindings.removeIf(binding -> binding.leadsTo(queue));
            exchange.bound.removeIf(spec -> Binding.leadsTo(spec, queue));
        }
        known.clear();
    }

    private Exchange exchange(String name) {
        Exchange exchange = exchanges.get(name);
        if (exchange == null) {
            throw new IllegalStateException("no exchange '" + name + "'");
        }
        return exchange;
    }

    boolean hasExchange(String name) {
        return name.equals(DEFAULT_EXCHANGE) || exchanges.containsKey(name);
    }

    /** The names of the queues a message comes to, each once; the default exchange answers the key, whether such a queue exists or not. */
    List<String> queues(String exchange, String key) {
        return known.computeIfAbsent(exchange, name -> new HashMap<>())
                .computeIfAbsent(key, name -> find(exchange, key));
    }

    private List<String> find(String exchange, String key) {
        if (exchange.equals(DEFAULT_EXCHANGE)) {
            return List.of(key);
        }
        Set<String> found = new LinkedHashSet<>();
        follow(exchange, key, TopicPattern.words(key), found, new LinkedHashSet<>());
        return List.copyOf(found);
    }

    private void follow(String name, String key, List<String> words, Set<String> found, Set<String> visited) {
        if (!visited.add(name)) {
            return;
        }
        Exchange exchange = exchange(name);
        boolean taken = false;
        for (Binding binding : exchange.bindings) {
            if (binding.matches(exchange.kind, key, words)) {
                taken = true;
                switch (binding.spec().target()) {
                    case QUEUE -> found.add(binding.spec().destination());
                    case EXCHANGE -> follow(binding.spec().destination(), key, words, found, visited);
                }
            }
        }
        if (!taken && exchange.alternate != null) {
            follow(exchange.alternate, key, words, found, visited);
        }
    }
}
