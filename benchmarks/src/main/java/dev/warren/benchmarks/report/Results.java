package dev.warren.benchmarks.report;

import dev.warren.benchmarks.Figure;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a run of the benchmarks found out.
 *
 * @param setting when, where and how
 * @param measurements what was measured, in the report's order
 * @param samples what runs came to, in their order
 * @param failures what could not be measured
 */
public record Results(
        Setting setting, List<Measured> measurements, List<Sample> samples, List<MeasurementFailure> failures) {
    /** Copies the lists. */
    public Results {
        measurements = List.copyOf(measurements);
        samples = List.copyOf(samples);
        failures = List.copyOf(failures);
    }

    /**
     * When, where and how.
     *
     * @param date when, as a text
     * @param machine processor, memory, system and JDK, as a text
     * @param size quick or full
     * @param rounds how many
     */
    public record Setting(String date, String machine, String size, int rounds) {}

    /**
     * What was measured.
     *
     * @param name as in {@code --only}
     * @param title the heading
     * @param method what was done
     * @param unit of its figures
     * @param contenders who took part, and what each does, in order
     */
    public record Measured(String name, String title, String method, String unit, Map<String, String> contenders) {
        /** The contender that others are compared with. */
        public String first() {
            return contenders.keySet().iterator().next();
        }
    }

    /**
     * What one run came to.
     *
     * @param measurement its measurement's name
     * @param place the broker and its queues, such as {@code 3.10 quorum}
     * @param contender who
     * @param round from 1
     * @param figure the figure
     */
    public record Sample(String measurement, String place, String contender, int round, Figure figure) {}

    /**
     * A run that came to nothing.
     *
     * @param measurement its measurement's name
     * @param place the broker and its queues
     * @param contender who
     * @param round from 1
     * @param reason what went wrong
     */
    public record MeasurementFailure(String measurement, String place, String contender, int round, String reason) {}

    /** The places where a measurement was made, in order. */
    public Set<String> places(String measurement) {
        Set<String> places = new LinkedHashSet<>();
        samples.stream()
                .filter(sample -> sample.measurement.equals(measurement))
                .forEach(sample -> places.add(sample.place));
        return places;
    }

    /** What each round of a measurement at a place came to, by contender. */
    public Collection<Map<String, Figure>> rounds(String measurement, String place) {
        Map<Integer, Map<String, Figure>> rounds = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.measurement.equals(measurement) && sample.place.equals(place)) {
                rounds.computeIfAbsent(sample.round, round -> new LinkedHashMap<>())
                        .put(sample.contender, sample.figure);
            }
        }
        return rounds.values();
    }

    /** A contender's figures at a place, spread over the rounds; empty if none could be measured. */
    public Optional<Spread> spread(String measurement, String place, String contender) {
        return spread(rounds(measurement, place).stream()
                .map(round -> Optional.ofNullable(round.get(contender)).map(Figure::value))
                .toList());
    }

    /** The spread of another figure of the same runs. */
    public Optional<Spread> spreadOf(String another, String measurement, String place, String contender) {
        return spread(rounds(measurement, place).stream()
                .map(round -> Optional.ofNullable(round.get(contender))
                        .flatMap(figure -> Optional.ofNullable(figure.more().get(another))))
                .toList());
    }

    /** A contender's figures divided by another's in the same round. */
    public Optional<Spread> ratio(String measurement, String place, String contender, String other) {
        return spread(rounds(measurement, place).stream()
                .map(round -> round.containsKey(contender) && round.containsKey(other)
                        ? Optional.of(
                                round.get(contender).value() / round.get(other).value())
                        : Optional.<Double>empty())
                .toList());
    }

    static Optional<Spread> spread(List<Optional<Double>> perRound) {
        List<Double> values = perRound.stream().flatMap(Optional::stream).toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
