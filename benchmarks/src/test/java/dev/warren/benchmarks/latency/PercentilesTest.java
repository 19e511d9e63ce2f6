package dev.warren.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void areThoseOfTheSortedLatencies() {
        long[] latencies =
                LongStream.rangeClosed(1, 100).map(ms -> (101 - ms) * 1_000_000).toArray();

        assertThat(Percentiles.ofNanos(latencies)).isEqualTo(new Percentiles(51, 96, 100));
    }

    @Test
    void theTypicalSecondIsTheMedianOfEach() {
        assertThat(Percentiles.medianOf(
                        List.of(new Percentiles(1, 9, 10), new Percentiles(3, 4, 30), new Percentiles(2, 5, 90))))
                .isEqualTo(new Percentiles(2, 5, 30));
    }

    @Test
    void areReadAsTheyWereWritten() {
        Percentiles second = new Percentiles(0.25, 1.5, 20);

        assertThat(Percentiles.read(second.line())).contains(second);
        assertThat(Percentiles.read("something else")).isEmpty();
    }

    @Test
    void areReadFromEachSecondOfPerfTestAndNotFromItsSummary() {
        List<String> lines = List.of(
                "id: test-1, starting consumer #0",
                "id: test-1, time 4.001 s, sent: 508 msg/s, confirmed: 510 msg/s, nacked: 0 msg/s, received: 510 msg/s,"
                        + " min/median/75th/95th/99th consumer latency: 540/2603/6720/14770/23092 µs,"
                        + " confirm latency: 459/2513/6436/14450/22757 µs",
                "id: test-1, consumer latency min/median/75th/95th/99th 540/4401/16849/138861/142830 µs");

        assertThat(PerfTestLatency.of(lines)).containsExactly(new Percentiles(2.603, 14.770, 23.092));
    }
}
