package dev.warren.chaos.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a sweep.
 *
 * @param cuts how many cuts were made
 * @param confirmed how many enqueues were confirmed to their caller
 * @param failed how many failed in a way that says what that means
 * @param times how long each job took from its enqueue to its end, cut and recovery in between
 * @param faults what is wrong, a sentence each; empty when all is as promised
 * @param took how long it took in all
 */
public record SweepReport(
        int cuts, int confirmed, int failed, List<Duration> times, List<String> faults, Duration took) {
    static final SweepReport EMPTY = new SweepReport(0, 0, 0, List.of(), List.of(), Duration.ZERO);

    /** Copies the lists; times are sorted. */
    public SweepReport {
        times = times.stream().sorted().toList();
        faults = List.copyOf(faults);
    }

    static SweepReport ofFaults(List<String> faults) {
        return new SweepReport(0, 0, 0, List.of(), faults, Duration.ZERO);
    }

    /** Both together. */
    SweepReport with(SweepReport other) {
        return new SweepReport(
                cuts + other.cuts,
                confirmed + other.confirmed,
                failed + other.failed,
                joined(times, other.times),
                joined(faults, other.faults),
                took.plus(other.took));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    SweepReport took(Duration time) {
        return new SweepReport(cuts, confirmed, failed, times, faults, time);
    }

    /** The time within which this part of the jobs was done, 0 to 1; zero when there were none. */
    public Duration within(double part) {
        return times.isEmpty() ? Duration.ZERO : times.get((int) Math.min(times.size() - 1, part * times.size()));
    }

    /** One line of figures. */
    @Override
    public String toString() {
        return "%d cuts in %.1f s; %d confirmed, %d failed as such; a job took %d ms (median), %d ms (99 %%), %d ms (longest); %d faults"
                .formatted(
                        cuts,
                        took.toMillis() / 1000.0,
                        confirmed,
                        failed,
                        within(0.5).toMillis(),
                        within(0.99).toMillis(),
                        within(1).toMillis(),
                        faults.size());
    }
}
