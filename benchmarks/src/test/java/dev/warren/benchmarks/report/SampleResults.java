package dev.warren.benchmarks.report;

import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.report.Results.Measured;
import dev.warren.benchmarks.report.Results.MeasurementFailure;
import dev.warren.benchmarks.report.Results.Sample;
import dev.warren.benchmarks.report.Results.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results made up for tests: one measurement, drain, of PerfTest, Warren in memory and two Spring containers. */
final class SampleResults {
    static final String CPU = "CPU, µs/job";

    private final List<Sample> samples = new ArrayList<>();
    private final List<MeasurementFailure> failures = new ArrayList<>();
    private String size = "full";

    SampleResults drain(String place, int round, double perfTest, double warren, double spring, double otherSpring) {
        samples.add(sample(place, round, "PerfTest", new Figure(perfTest, Map.of(CPU, 14.0))));
        samples.add(sample(place, round, "Warren, memory", new Figure(warren, Map.of(CPU, 25.0))));
        samples.add(sample(place, round, "Spring AMQP, direct container", Figure.of(spring)));
        samples.add(sample(place, round, "Spring AMQP, simple & plain", Figure.of(otherSpring)));
        return this;
    }

    SampleResults failed(String reason) {
        failures.add(new MeasurementFailure("drain", "3.10 quorum", "Warren, SQLite", 1, reason));
        return this;
    }

    SampleResults quick() {
        size = "quick";
        return this;
    }

    private static Sample sample(String place, int round, String who, Figure figure) {
        return new Sample("drain", place, who, round, figure);
    }

    Results results() {
        Map<String, String> contenders = new LinkedHashMap<>();
        contenders.put("PerfTest", "remembers nothing");
        contenders.put("Warren, memory", "remembers while it lives");
        contenders.put("Spring AMQP, direct container", "forgets");
        contenders.put("Spring AMQP, simple & plain", "forgets");
        return new Results(
                new Setting("2026-11-22", "2 cores", size, 3),
                List.of(new Measured("drain", "Draining", "It is drained.", "jobs/s", contenders)),
                samples,
                failures);
    }
}
