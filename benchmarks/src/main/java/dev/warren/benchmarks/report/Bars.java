package dev.warren.benchmarks.report;

import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.report.Bar.Bound;
import dev.warren.benchmarks.report.Bar.Measure;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** What is asked of Warren. */
final class Bars {
    private static final String PERF_TEST = "PerfTest";
    private static final String IN_MEMORY = "Warren, memory";
    private static final String SPRING = "Spring AMQP";
    private static final String DRAIN = "drain";

    /** In the report's order. */
    static final List<Bar> ALL = List.of(
            ratio("publish", "confirmed bulk publish, of PerfTest's", 0.9, "publish", "Warren, bulk"),
            ratio("drain-memory", "drain, store in memory, of PerfTest's", 0.85, DRAIN, IN_MEMORY),
            new Bar(
                    "drain-spring",
                    "drain, store in memory, of the fastest Spring AMQP container's, which acks every 50 as well",
                    Bound.AT_LEAST,
                    1.4,
                    DRAIN,
                    IN_MEMORY,
                    "Spring AMQP, direct container",
                    Bars::ofFastestSpring),
            ratio("drain-sqlite", "drain, SQLite, of PerfTest's", 0.75, DRAIN, "Warren, SQLite"),
            ratio("drain-postgres", "drain, PostgreSQL, of PerfTest's", 0.6, DRAIN, "Warren, PostgreSQL"),
            new Bar(
                    "latency",
                    "a lone job from enqueue to handler at 500/s, store in memory, of PerfTest's: p50",
                    Bound.AT_MOST,
                    1.3,
                    "latency",
                    IN_MEMORY,
                    PERF_TEST,
                    quotient(IN_MEMORY, PERF_TEST)),
            new Bar(
                    "growth",
                    "rate while 1,000,000 jobs wait, of the rate while 10,000 wait",
                    Bound.AT_LEAST,
                    0.8,
                    "growth",
                    IN_MEMORY,
                    IN_MEMORY,
                    round -> Optional.ofNullable(round.get(IN_MEMORY))
                            .map(figure -> figure.value() / another("at 10,000, jobs/s", figure))),
            new Bar(
                    "heap",
                    "heap of a worker that drains 1,000,000 jobs, at its peak, MiB",
                    Bound.AT_MOST,
                    256,
                    "growth",
                    IN_MEMORY,
                    IN_MEMORY,
                    round -> Optional.ofNullable(round.get(IN_MEMORY))
                            .map(figure -> another("heap at its peak, MiB", figure))));

    private static final String BLAME = "blame.properties";

    private Bars() {}

    private static Bar ratio(String id, String name, double limit, String measurement, String warren) {
        return new Bar(id, name, Bound.AT_LEAST, limit, measurement, warren, PERF_TEST, quotient(warren, PERF_TEST));
    }

    private static Measure quotient(String who, String other) {
        return round -> round.containsKey(who) && round.containsKey(other)
                ? Optional.of(round.get(who).value() / round.get(other).value())
                : Optional.empty();
    }

    private static Optional<Double> ofFastestSpring(Map<String, Figure> round) {
        return round.keySet().stream()
                .filter(name -> name.startsWith(SPRING))
                .max((a, b) -> Double.compare(round.get(a).value(), round.get(b).value()))
                .flatMap(fastest -> quotient(IN_MEMORY, fastest).in(round));
    }

    private static double another(String name, Figure figure) {
        return Objects.requireNonNull(figure.more().get(name), name);
    }

    /** What the profile blames for missed bars, by their ids. */
    static Map<String, String> blame() {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Bars.class.getResourceAsStream(BLAME), BLAME), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(id -> id, id -> properties.getProperty(id, "")));
    }
}
