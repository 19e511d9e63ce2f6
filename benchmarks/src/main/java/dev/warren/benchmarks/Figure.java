package dev.warren.benchmarks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run came to.
 *
 * @param value the figure, in the measurement's unit; above 0 and finite
 * @param more further figures of the same run, each under a name that says its unit, such as {@code CPU, µs/job}; in the order to show
 */
public record Figure(double value, Map<String, Double> more) {
    /** Checks that the figure is sane, and copies the others. */
    public Figure {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a run came to " + value + "; it must be above 0 and finite");
        }
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A figure without any further ones. */
    public static Figure of(double value) {
        return new Figure(value, Map.of());
    }

    /** A copy with one more figure of the same run. */
    public Figure with(String name, double another) {
        Map<String, Double> all = new LinkedHashMap<>(more);
        all.put(name, another);
        return new Figure(value, all);
    }
}
