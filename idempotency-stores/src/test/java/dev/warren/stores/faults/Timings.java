package dev.warren.stores.faults;

import dev.warren.stores.faults.Entry.Event;
import dev.warren.stores.faults.History.Run;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long things took.
 *
 * @param recoveries for each job that a killed worker had started and not ended: from the worker's end to the job's next start
 * @param handBacks for each worker that was asked to stop: from then, or from its last handler's end if that was later, to the moment
 *     all that it had was handed back
 */
record Timings(List<Duration> recoveries, List<Duration> handBacks) {
    static Timings of(History history) {
        return new Timings(recoveries(history), handBacks(history));
    }

    private static List<Duration> recoveries(History history) {
        List<Long> killed = Stream.concat(history.all(Event.KILLING).stream(), history.all(Event.CRASHING).stream())
                .map(Entry::pid)
                .toList();
        List<Duration> all = new ArrayList<>();
        for (Run run : history.runs()) {
            if (run.end().isEmpty() && killed.contains(run.pid())) {
                history.runs().stream()
                        .filter(next -> next.id().equals(run.id()) && next.startMicros() > run.endMicros())
                        .mapToLong(Run::startMicros)
                        .min()
                        .ifPresent(next -> all.add(Duration.of(next - run.endMicros(), ChronoUnit.MICROS)));
            }
        }
        return all.stream().sorted().toList();
    }

    private static List<Duration> handBacks(History history) {
        List<Duration> all = new ArrayList<>();
        for (Entry stop : history.all(Event.STOPPING)) {
            long last = history.all(Event.END).stream()
                    .filter(end -> end.pid() == stop.pid())
                    .mapToLong(Entry::micros)
                    .reduce(stop.micros(), Math::max);
            history.all(Event.HANDED_BACK).stream()
                    .filter(end -> end.pid() == stop.pid())
                    .forEach(end -> all.add(Duration.of(end.micros() - last, ChronoUnit.MICROS)));
        }
        return all.stream().sorted().toList();
    }

    Duration longestRecovery() {
        return longest(recoveries);
    }

    Duration longestHandBack() {
        return longest(handBacks);
    }

    private static Duration longest(List<Duration> sorted) {
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() - 1);
    }

    String figures() {
        return "jobs a killed worker had begun: " + describe(recoveries) + " until their next start; graceful stops: "
                + describe(handBacks) + " from the last handler's end";
    }

    private static String describe(List<Duration> sorted) {
        if (sorted.isEmpty()) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "%d, median %d ms, longest %d ms",
                sorted.size(),
                sorted.get(sorted.size() / 2).toMillis(),
                longest(sorted).toMillis());
    }
}
