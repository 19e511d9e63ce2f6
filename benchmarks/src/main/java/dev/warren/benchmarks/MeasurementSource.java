package dev.warren.benchmarks;

import java.util.List;
import java.util.Map;

/** Brings measurements, or contenders for those of others. Found by {@link java.util.ServiceLoader}. */
public interface MeasurementSource {
    /** Its own measurements, in the report's order. */
    default List<Measurement> measurements() {
        return List.of();
    }

    /** Who takes part in the measurements of others, by the measurement's name. */
    default Map<String, List<Contender>> contenders() {
        return Map.of();
    }
}
