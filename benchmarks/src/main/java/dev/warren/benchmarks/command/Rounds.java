package dev.warren.benchmarks.command;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Place.BrokerKind;
import dev.warren.benchmarks.Servers;
import dev.warren.benchmarks.Size;
import dev.warren.benchmarks.report.Results.MeasurementFailure;
import dev.warren.benchmarks.report.Results.Sample;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Has everything measured, round by round, so that whatever disturbs the machine for a while disturbs all alike. */
final class Rounds {
    private static final int SELDOM = 3;

    private final List<Measurement> measurements;
    private final BenchOptions options;
    private final Servers servers;
    private final Progress progress;
    private final List<Sample> samples = new ArrayList<>();
    private final List<MeasurementFailure> failures = new ArrayList<>();

    /** Is told what goes on. */
    @FunctionalInterface
    interface Progress {
        void say(String line);
    }

    Rounds(List<Measurement> measurements, BenchOptions options, Servers servers, Progress progress) {
        this.measurements = measurements;
        this.options = options;
        this.servers = servers;
        this.progress = progress;
    }

    /** Runs one round, from 1. */
    void run(int round) {
        for (Measurement measurement : measurements) {
            for (Place place : places(measurement, round)) {
                measurement.contenders().forEach(contender -> run(measurement, place, contender, round));
            }
        }
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    List<MeasurementFailure> failures() {
        return List.copyOf(failures);
    }

    /** Where a measurement is made in this round. */
    List<Place> places(Measurement measurement, int round) {
        boolean seldom = (round - 1) % SELDOM == 0;
        return switch (measurement.where()) {
            case NO_BROKER -> List.of(new Place(servers, options.size(), null));
            case QUORUM_QUEUES -> places(QueueType.QUORUM).toList();
            case QUORUM_QUEUES_SELDOM -> seldom ? places(QueueType.QUORUM).toList() : List.of();
            case ONE_BROKER -> seldom ? places(QueueType.QUORUM).limit(1).toList() : List.of();
            case EVERY_QUEUE ->
                seldom && options.size() == Size.FULL
                        ? Stream.concat(places(QueueType.QUORUM), places(QueueType.CLASSIC))
                                .toList()
                        : places(QueueType.QUORUM).toList();
        };
    }

    private Stream<Place> places(QueueType queueType) {
        return options.versions().stream()
                .map(version -> new Place(servers, options.size(), new BrokerKind(version, queueType)));
    }

    private void run(Measurement measurement, Place place, Contender contender, int round) {
        String what = String.format(
                Locale.ROOT, "round %d, %s, %s: %s", round, measurement.name(), place.title(), contender.name());
        long began = System.nanoTime();
        try {
            Figure figure = contender.run().in(place);
            samples.add(new Sample(measurement.name(), place.title(), contender.name(), round, figure));
            progress.say(String.format(
                    Locale.ROOT, "%s: %,.2f %s (%.1f s)", what, figure.value(), measurement.unit(), since(began)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            failures.add(new MeasurementFailure(
                    measurement.name(), place.title(), contender.name(), round, String.valueOf(e)));
            progress.say(what + " failed: " + e);
        }
    }

    private static double since(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1_000.0;
    }
}
