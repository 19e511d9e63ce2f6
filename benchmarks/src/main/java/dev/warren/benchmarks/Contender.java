package dev.warren.benchmarks;

/**
 * One who takes part in a measurement.
 *
 * @param name who it is, such as {@code Warren, SQLite}; unique within its measurement
 * @param semantics what it does for a job and what it does not, in one line: acks late or early, durable or not, deduplicated or not
 * @param run measures it once
 */
public record Contender(String name, String semantics, Run run) {
    /** Measures a contender once. */
    @FunctionalInterface
    public interface Run {
        /**
         * Brings what it needs, measures, and leaves the servers as they were: no queue holds a message of it afterwards, and no process of it runs.
         *
         * @throws Exception when it could not be measured; the others go on, and the report names the failure
         */
        Figure in(Place place) throws Exception;
    }
}
