package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends messages through a topology's own bindings and arguments, as a broker would, and looks which queues they pass. */
class LadderRoutingTest {
    private static final Topology SMALL = Topology.builder()
            .ladder(new DelayLadder(Duration.ofMillis(250), 7))
            .build();

    @Test
    void everyDelayPassesTheQueuesOfItsBitsAndEndsInItsLaneOnce() {
        for (int units = 1; units < 128; units++) {
            assertThat(passedQueues(SMALL, LaneName.DEFAULT, Duration.ofMillis(250L * units), "email.send"))
                    .as("%d units", units)
                    .isEqualTo(expected(SMALL, LaneName.DEFAULT, units));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "", "1", "0", "1.0", "0.1.0.1.0.1.0.1.0.1", "a.b.c.d.e.f.g.h", "*.#", "."})
    void theJobTypeNeverChangesTheWay(String jobType) {
        assertThat(passedQueues(SMALL, LaneName.BULK, Duration.ofMillis(250L * 0b1010011), jobType))
                .isEqualTo(expected(SMALL, LaneName.BULK, 0b1010011));
    }

    @Test
    void randomDelaysFindTheirWayDownTheStandardLadder() {
        Random random = new Random(20);
        Topology standard = Topology.standard();
        for (int i = 0; i < 300; i++) {
            long units = 1L + random.nextInt((1 << 20) - 1);
            assertThat(passedQueues(standard, LaneName.CRITICAL, Duration.ofMillis(250 * units), "x.y"))
                    .isEqualTo(expected(standard, LaneName.CRITICAL, units));
        }
    }

    @Test
    void aKeyWithoutBitsEndsAmongTheUnrouted() {
        assertThat(new Walk(SMALL).from("jobs.default.delay.06", "email.send")).containsExactly("jobs.unrouted");
    }

    private static List<String> expected(Topology topology, LaneName lane, long units) {
        int levels = topology.ladder().levels();
        List<String> queues = IntStream.iterate(levels - 1, level -> level >= 0, level -> level - 1)
                .filter(level -> (units >>> level & 1) == 1)
                .mapToObj(level -> topology.delayQueue(lane, level))
                .collect(Collectors.toCollection(ArrayList::new));
        queues.add(topology.queue(lane));
        return queues;
    }

    private static List<String> passedQueues(Topology topology, LaneName lane, Duration delay, String jobType) {
        DelayRoute route = topology.delayRoute(lane, delay, jobType);
        return new Walk(topology).from(route.exchange(), route.routingKey());
    }

    private static final class Walk {
        private final Map<String, List<BindingSpec>> bindingsBySource;
        private final Map<String, ExchangeSpec> exchanges;
        private final Map<String, QueueSpec> queues;

        Walk(Topology topology) {
            bindingsBySource = topology.bindings().stream().collect(Collectors.groupingBy(BindingSpec::source));
            exchanges = topology.exchanges().stream().collect(Collectors.toMap(ExchangeSpec::name, e -> e));
            queues = topology.queues().stream().collect(Collectors.toMap(QueueSpec::name, q -> q));
        }

        /** The queues passed, in order; a message that is doubled passes more than it should. */
        List<String> from(String exchange, String key) {
            List<String> passed = new ArrayList<>();
            route(exchange, key, passed);
            return passed;
        }

        private void route(String exchange, String key, List<String> passed) {
            List<BindingSpec> matching = bindingsBySource.getOrDefault(exchange, List.of()).stream()
                    .filter(binding -> matches(kind(exchange), binding.routingKey(), key))
                    .toList();
            if (matching.isEmpty()) {
                Object alternate = spec(exchange).arguments().get("alternate-exchange");
                assertThat(alternate).as("way out of %s for %s", exchange, key).isInstanceOf(String.class);
                route(String.valueOf(alternate), key, passed);
            }
            matching.forEach(binding -> follow(binding, key, passed));
        }

        private void follow(BindingSpec binding, String key, List<String> passed) {
            switch (binding.target()) {
                case EXCHANGE -> route(binding.destination(), key, passed);
                case QUEUE -> expire(binding.destination(), key, passed);
            }
        }

        private void expire(String queue, String key, List<String> passed) {
            passed.add(queue);
            QueueSpec spec = queues.get(queue);
            if (spec == null) {
                throw new AssertionError("a binding leads to " + queue + ", which is not declared");
            }
            Map<String, Object> arguments = spec.arguments();
            if (arguments.containsKey("x-message-ttl")) {
                route(String.valueOf(arguments.get("x-dead-letter-exchange")), key, passed);
            }
        }

        private ExchangeSpec spec(String exchange) {
            ExchangeSpec spec = exchanges.get(exchange);
            if (spec == null) {
                throw new AssertionError("no exchange " + exchange);
            }
            return spec;
        }

        private ExchangeKind kind(String exchange) {
            return spec(exchange).kind();
        }

        private static boolean matches(ExchangeKind kind, String pattern, String key) {
            return switch (kind) {
                case FANOUT -> true;
                case DIRECT -> pattern.equals(key);
                case TOPIC -> topicMatches(words(pattern), words(key));
            };
        }

        private static boolean topicMatches(List<String> pattern, List<String> key) {
            if (pattern.isEmpty()) {
                return key.isEmpty();
            }
            List<String> rest = pattern.subList(1, pattern.size());
            if (pattern.get(0).equals("#")) {
                return IntStream.rangeClosed(0, key.size())
                        .anyMatch(skipped -> topicMatches(rest, key.subList(skipped, key.size())));
            }
            return !key.isEmpty()
                    && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
                    && topicMatches(rest, key.subList(1, key.size()));
        }

        private static List<String> words(String dotted) {
            return List.of(dotted.split("\\.", -1));
        }
    }
}
