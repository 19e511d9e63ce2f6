package dev.warren.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.report.Bar.Verdict;
import dev.warren.benchmarks.report.Results.Sample;
import dev.warren.benchmarks.report.Results.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void isTheMedianOfTheRatiosOfEachRound() {
        Results results = new SampleResults()
                .drain("3.10 quorum", 1, 100, 90, 10, 10)
                .drain("3.10 quorum", 2, 1_000, 500, 10, 10)
                .drain("3.10 quorum", 3, 10, 8, 10, 10)
                .results();

        Verdict verdict = bar("drain-memory").verdict(results).orElseThrow();

        assertThat(verdict.spread().median()).isCloseTo(0.8, within(1e-9));
        assertThat(verdict.spread().least()).isEqualTo(0.5);
        assertThat(verdict.isMet()).isFalse();
        assertThat(verdict.cpu()).isEqualTo("Warren, memory 25.0 µs, PerfTest 14.0 µs");
    }

    @Test
    void takesTheBetterBrokerAndNoClassicQueue() {
        Results results = new SampleResults()
                .drain("3.10 quorum", 1, 100, 70, 10, 10)
                .drain("4.3 quorum", 1, 100, 85, 10, 10)
                .drain("4.3 classic", 1, 100, 99, 10, 10)
                .results();

        Verdict verdict = bar("drain-memory").verdict(results).orElseThrow();

        assertThat(verdict.place()).isEqualTo("4.3 quorum");
        assertThat(verdict.isMet()).isTrue();
    }

    @Test
    void comparesWithTheFastestSpringOfTheRound() {
        Results results =
                new SampleResults().drain("3.10 quorum", 1, 100, 90, 30, 60).results();

        assertThat(bar("drain-spring").verdict(results).orElseThrow().spread().median())
                .isEqualTo(1.5);
    }

    @Test
    void isNotJudgedWithoutFigures() {
        assertThat(bar("drain-sqlite")
                        .verdict(new SampleResults()
                                .drain("3.10 quorum", 1, 100, 90, 30, 60)
                                .results()))
                .isEmpty();
    }

    @Test
    void growthComparesTwoDepthsOfOneDrain() {
        Results results = growth(900, Map.of("at 10,000, jobs/s", 1_000.0, "heap at its peak, MiB", 200.0));

        assertThat(bar("growth").verdict(results).orElseThrow().spread().median())
                .isEqualTo(0.9);
        assertThat(bar("heap").verdict(results).orElseThrow().isMet()).isTrue();
    }

    @Test
    void moreHeapThanAskedForMisses() {
        Results results = growth(900, Map.of("at 10,000, jobs/s", 1_000.0, "heap at its peak, MiB", 257.0));

        assertThat(bar("heap").verdict(results).orElseThrow().isMet()).isFalse();
    }

    @Test
    void everyBarHasAnIdOfItsOwnWhichBlameMayName() {
        List<String> ids = Bars.ALL.stream().map(Bar::id).toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(Bars.blame().keySet()).isSubsetOf(ids);
    }

    private static Results growth(double atAMillion, Map<String, Double> more) {
        Figure figure = new Figure(atAMillion, more);
        return new Results(
                new Setting("2026-11-22", "2 cores", "full", 1),
                List.of(),
                List.of(new Sample("growth", "3.10 quorum", "Warren, memory", 1, figure)),
                List.of());
    }

    private static Bar bar(String id) {
        return Bars.ALL.stream().filter(bar -> bar.id().equals(id)).findFirst().orElseThrow();
    }
}
