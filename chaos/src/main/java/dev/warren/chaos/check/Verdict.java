package dev.warren.chaos.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a check found.
 *
 * @param violations how often each invariant was violated; those that hold are missing
 * @param examples the first violations of each
 * @param confirmed jobs that were promised
 * @param runs starts of handlers
 * @param ends how many jobs ended how
 * @param faults what struck, and how long it took until work went on
 */
public record Verdict(
        Map<Invariant, Integer> violations,
        List<Violation> examples,
        long confirmed,
        long runs,
        Map<String, Long> ends,
        Map<String, Struck> faults) {
    private static final int EXAMPLES_EACH = 3;

    /**
     * One fault.
     *
     * @param times how often it struck
     * @param alone recoveries while nothing else held all up
     * @param together recoveries that another fault was in the way of
     */
    public record Struck(int times, Times alone, Times together) {
        static Struck of(Recoveries.Figures figures) {
            return new Struck(figures.times, Times.of(figures.alone), Times.of(figures.together));
        }
    }

    /**
     * Measured times.
     *
     * @param count how many
     * @param median of those; zero when there is none
     * @param longest of those; zero when there is none
     */
    public record Times(int count, Duration median, Duration longest) {
        static Times of(List<Duration> sorted) {
            return sorted.isEmpty()
                    ? new Times(0, Duration.ZERO, Duration.ZERO)
                    : new Times(sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
        }
    }

    /** Whether all invariants hold. */
    public boolean holds() {
        return violations.isEmpty();
    }

    static final class Builder {
        private final Map<Invariant, Integer> violations = new EnumMap<>(Invariant.class);
        private final List<Violation> examples = new ArrayList<>();

        void add(Invariant invariant, String subject, String what) {
            int count = violations.merge(invariant, 1, Integer::sum);
            if (count <= EXAMPLES_EACH) {
                examples.add(new Violation(invariant, subject, what));
            }
        }

        Verdict build(long confirmed, long runs, Map<String, Long> ends, Recoveries recoveries) {
            Map<String, Struck> faults = new TreeMap<>();
            recoveries.figures().forEach((fault, figures) -> faults.put(fault, Struck.of(figures)));
            return new Verdict(violations, examples, confirmed, runs, ends, faults);
        }
    }
}
