package dev.warren.benchmarks.latency;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Of the latencies of one second.
 *
 * @param p50Millis half took no longer
 * @param p95Millis 95 % took no longer
 * @param p99Millis 99 % took no longer
 */
record Percentiles(double p50Millis, double p95Millis, double p99Millis) {
    private static final String LABEL = "percentiles ";

    static Percentiles ofNanos(long[] latencies) {
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))] / 1e6;
    }

    /** Percentile by percentile. */
    static Percentiles medianOf(List<Percentiles> seconds) {
        return new Percentiles(
                median(seconds, Percentiles::p50Millis),
                median(seconds, Percentiles::p95Millis),
                median(seconds, Percentiles::p99Millis));
    }

    private static double median(List<Percentiles> seconds, ToDoubleFunction<Percentiles> part) {
        double[] sorted = seconds.stream().mapToDouble(part).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** For {@link #read}, in another process. */
    String line() {
        return String.format(Locale.ROOT, "%s%.6f %.6f %.6f", LABEL, p50Millis, p95Millis, p99Millis);
    }

    /** What {@link #line} wrote; empty for another line. */
    static Optional<Percentiles> read(String line) {
        if (!line.startsWith(LABEL)) {
            return Optional.empty();
        }
        String[] numbers = line.substring(LABEL.length()).split(" ");
        return Optional.of(new Percentiles(
                Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2])));
    }
}
