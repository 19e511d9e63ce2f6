package dev.warren.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
    private final SampleResults samples = new SampleResults()
            .drain("3.10 quorum", 1, 100_000, 70_000, 30_000, 20_000)
            .drain("3.10 quorum", 2, 90_000, 72_000, 31_000, 20_000)
            .drain("3.10 quorum", 3, 95_000, 57_000, 29_000, 20_000);

    @Test
    void showsMediansWithTheirSpreadAndRatiosOfTheSameRound() {
        assertThat(MarkdownReport.of(samples.results(), Map.of()))
                .contains("| 3.10 quorum | PerfTest | **95,000** (90,000–100,000) |  | 14.0 |")
                .contains(
                        "| 3.10 quorum | Warren, memory | **70,000** (57,000–72,000) | **0.70** (0.60–0.80) | 25.0 |");
    }

    @Test
    void saysWhatTheProfileBlamesForAMissedBarAndNotForOneThatIsMet() {
        String report =
                MarkdownReport.of(samples.results(), Map.of("drain-memory", "the weather", "drain-spring", "the moon"));

        assertThat(report).contains("**missed** | Warren, memory 25.0 µs, PerfTest 14.0 µs | the weather |");
        assertThat(report).contains("| met |").doesNotContain("the moon");
    }

    @Test
    void saysOfEachContenderWhatItDoes() {
        assertThat(MarkdownReport.of(samples.results(), Map.of()))
                .contains("- PerfTest: remembers nothing.\n- Warren, memory: remembers while it lives.\n");
    }

    @Test
    void aQuickRunIsNotJudged() {
        assertThat(MarkdownReport.of(samples.quick().results(), Map.of()))
                .contains("its figures mean nothing", "not judged")
                .doesNotContain("**missed**");
    }

    @Test
    void namesWhatCouldNotBeMeasuredInOneRow() {
        assertThat(MarkdownReport.of(samples.failed("broken\npipe | hose").results(), Map.of()))
                .contains("| drain | 3.10 quorum | Warren, SQLite | 1 | broken pipe hose |");
    }
}
