package dev.warren.simulation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Which faults happened at which steps, how often. For one thread; those of several are added. */
final class Coverage {
    private final Map<Step, Map<Step.When, Map<Fault, Long>>> counts = new EnumMap<>(Step.class);

    void count(Step step, Step.When when, Fault fault) {
        count(step, when, fault, 1);
    }

    private void count(Step step, Step.When when, Fault fault, long times) {
        counts.computeIfAbsent(step, key -> new EnumMap<>(Step.When.class))
                .computeIfAbsent(when, key -> new EnumMap<>(Fault.class))
                .merge(fault, times, Long::sum);
    }

    long of(Step step, Step.When when, Fault fault) {
        return counts.getOrDefault(step, Map.of()).getOrDefault(when, Map.of()).getOrDefault(fault, 0L);
    }

    /** At any step. */
    long of(Fault fault) {
        long all = 0;
        for (Step step : Step.values()) {
            all += of(step, Step.When.BEFORE, fault) + of(step, Step.When.AFTER, fault);
        }
        return all;
    }

    void add(Coverage other) {
        other.counts.forEach((step, sides) ->
                sides.forEach((when, faults) -> faults.forEach((fault, times) -> count(step, when, fault, times))));
    }

    /** A Markdown table: a row for each fault, a column for each side of each step; before and after joined by a slash. */
    String table() {
        StringBuilder text = new StringBuilder("| Fault |");
        for (Step step : Step.values()) {
            text.append(' ')
                    .append(step.name().toLowerCase(java.util.Locale.ROOT))
                    .append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Step.values().length)).append('\n');
        Arrays.stream(Fault.values()).forEach(fault -> {
            text.append("| ")
                    .append(fault.name().toLowerCase(java.util.Locale.ROOT))
                    .append(" |");
            for (Step step : Step.values()) {
                text.append(' ')
                        .append(of(step, Step.When.BEFORE, fault))
                        .append(" / ")
                        .append(of(step, Step.When.AFTER, fault))
                        .append(" |");
            }
            text.append('\n');
        });
        return text.toString();
    }
}
