package dev.warren.benchmarks.report;

import dev.warren.benchmarks.Figure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is asked of Warren, and looked up in the results: on quorum queues, the better of the brokers.
 *
 * @param id the key of what the profile blames, in {@code blame.properties}
 * @param name what it is about
 * @param bound how it is asked for
 * @param limit the least or the most
 * @param measurement where the figures are
 * @param warren Warren's part in it
 * @param other who it is compared with; the same as {@code warren} for none
 * @param measure reads it from a round
 */
record Bar(
        String id,
        String name,
        Bound bound,
        double limit,
        String measurement,
        String warren,
        String other,
        Measure measure) {
    private static final String QUORUM = " quorum";
    private static final String CPU = "CPU, µs/job";

    /** How something is asked for. */
    enum Bound {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        boolean holds(double value, double limit) {
            return this == AT_LEAST ? value >= limit : value <= limit;
        }

        String sign() {
            return sign;
        }
    }

    /** Reads a figure from one round, by contender. */
    @FunctionalInterface
    interface Measure {
        Optional<Double> in(Map<String, Figure> round);
    }

    /**
     * What it came to.
     *
     * @param bar what was asked for
     * @param place the better broker's queues
     * @param spread over the rounds there
     * @param cpu the processor time of each side, as a text; may be empty
     */
    record Verdict(Bar bar, String place, Spread spread, String cpu) {
        boolean isMet() {
            return bar.bound.holds(spread.median(), bar.limit);
        }
    }

    /** Empty when it was not measured. */
    Optional<Verdict> verdict(Results results) {
        Comparator<Verdict> byMedian =
                Comparator.comparing(verdict -> verdict.spread().median());
        List<Verdict> everywhere = results.places(measurement).stream()
                .filter(place -> place.endsWith(QUORUM))
                .flatMap(place -> at(place, results).stream())
                .toList();
        return everywhere.stream().max(bound == Bound.AT_LEAST ? byMedian : byMedian.reversed());
    }

    private Optional<Verdict> at(String place, Results results) {
        return Results.spread(results.rounds(measurement, place).stream()
                        .map(measure::in)
                        .toList())
                .map(spread -> new Verdict(this, place, spread, cpu(place, results)));
    }

    private String cpu(String place, Results results) {
        return List.of(warren, other).stream()
                .distinct()
                .flatMap(who -> results
                        .spreadOf(CPU, measurement, place, who)
                        .map(spread -> who + " " + Numbers.text(spread.median()) + " µs")
                        .stream())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }
}
