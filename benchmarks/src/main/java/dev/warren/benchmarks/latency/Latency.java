package dev.warren.benchmarks.latency;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.MeasurementSource;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.PerfTest;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** End to end at a rate that nobody finds hard. */
public final class Latency implements MeasurementSource {
    private static final int RATE = 500;
    private static final int BYTES = 256;
    private static final int WINDOW = 1_000;
    private static final int PREFETCH = 100;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** For the service loader. */
    public Latency() {}

    @Override
    public List<Measurement> measurements() {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(
                PerfTest.NAME, "late ack, each; confirmed; decodes nothing, remembers nothing", Latency::perfTest));
        for (StoreKind store : StoreKind.values()) {
            contenders.add(new Contender(
                    "Warren, " + store.title(),
                    store.semantics(),
                    place -> store.use(place, opened -> warren(place, opened))));
        }
        return List.of(new Measurement(
                "latency",
                "A lone job: from enqueue to handler",
                "One process publishes " + RATE + " persistent jobs of " + BYTES
                        + " B a second, with confirms, and consumes them. The time"
                        + " from the call of `enqueue` to the handler's start (PerfTest: from publishing to its consumer). Percentiles"
                        + " of each second; the first seconds are left out, of the others' percentiles this is the median.",
                "p50, ms",
                Better.LOWER,
                Where.QUORUM_QUEUES,
                contenders));
    }

    private static Figure perfTest(Place place) throws Exception {
        Jobs jobs = Jobs.onOneLane(place);
        List<String> lines = Program.linesOf(
                PerfTest.both(jobs, RATE, warmUp(place) + measured(place), BYTES, WINDOW, PREFETCH), LIMIT);
        try (QueueWatch watch = jobs.watch()) {
            watch.left(LIMIT);
            watch.purge(); // it ends by time, with some messages under way
        }
        return figure(PerfTestLatency.of(lines), place);
    }

    private static Figure warren(Place place, String store) throws Exception {
        Jobs jobs = Jobs.onOneLane(place);
        List<String> lines = Program.linesOf(
                JavaProgram.of(
                        LatencyProgram.class.getName(),
                        jobs.uri(),
                        jobs.queueType().name(),
                        String.valueOf(RATE),
                        String.valueOf(warmUp(place) + measured(place)),
                        String.valueOf(BYTES),
                        store),
                LIMIT);
        return figure(
                lines.stream().flatMap(line -> Percentiles.read(line).stream()).toList(), place);
    }

    private static Figure figure(List<Percentiles> seconds, Place place) {
        if (seconds.size() <= warmUp(place)) {
            throw new IllegalStateException("only " + seconds.size() + " seconds were measured");
        }
        Percentiles typical = Percentiles.medianOf(seconds.subList(warmUp(place), seconds.size()));
        return Figure.of(typical.p50Millis())
                .with("p95, ms", typical.p95Millis())
                .with("p99, ms", typical.p99Millis());
    }

    private static int warmUp(Place place) {
        return place.size().of(1, 3);
    }

    private static int measured(Place place) {
        return place.size().of(2, 5); // the first may be missing on a busy machine
    }
}
