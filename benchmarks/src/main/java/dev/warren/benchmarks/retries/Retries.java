package dev.warren.benchmarks.retries;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.MeasurementSource;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every job fails once. */
public final class Retries implements MeasurementSource {
    private static final int BYTES = 256;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** For the service loader. */
    public Retries() {}

    @Override
    public List<Measurement> measurements() {
        return List.of(new Measurement(
                "retries",
                "Retries through the delay ladder",
                "A full queue of jobs of " + BYTES
                        + " B, each of which fails the first time and is tried again 250 ms later: recorded,"
                        + " published to the ladder with a confirm, marked, acked, expired, dead-lettered at-least-once back to its lane,"
                        + " claimed and run again. Jobs a second from the first start of a handler to the last success, timed in the worker.",
                "retries/s",
                Better.HIGHER,
                Where.QUORUM_QUEUES,
                Stream.of(StoreKind.MEMORY, StoreKind.SQLITE)
                        .map(store -> new Contender(
                                "Warren, " + store.title(),
                                store.semantics(),
                                place -> store.use(place, opened -> measure(place, opened))))
                        .toList()));
    }

    private static Figure measure(Place place, String store) throws Exception {
        Jobs jobs = Jobs.onOneLane(place);
        int count = place.size().of(2_000, 20_000);
        jobs.fill(count, BYTES);
        Map<String, Double> figures = Program.figuresOf(
                JavaProgram.of(
                        RetryProgram.class.getName(),
                        jobs.uri(),
                        jobs.queueType().name(),
                        String.valueOf(count),
                        store),
                LIMIT);
        return Figure.of(count / figures.get("seconds"));
    }
}
