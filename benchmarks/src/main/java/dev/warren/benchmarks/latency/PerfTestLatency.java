package dev.warren.benchmarks.latency;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what PerfTest prints each second: {@code …/75th/95th/99th consumer latency: 640/735/851/1200/2360 µs}. */
final class PerfTestLatency {
    private static final Pattern SECOND =
            Pattern.compile(", time .* min/median/75th/95th/99th consumer latency: \\d+/(\\d+)/\\d+/(\\d+)/(\\d+) ");
    private static final double MICROS = 1_000;

    private PerfTestLatency() {}

    /** One for each second; the summary at the end is left out. */
    static List<Percentiles> of(List<String> lines) {
        return lines.stream()
                .map(SECOND::matcher)
                .filter(Matcher::find)
                .map(found -> new Percentiles(millis(found, 1), millis(found, 2), millis(found, 3)))
                .toList();
    }

    private static double millis(Matcher found, int group) {
        return Double.parseDouble(found.group(group)) / MICROS;
    }
}
