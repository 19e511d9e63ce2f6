package dev.warren.benchmarks.footprint;

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
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Memory and start-up time. */
public final class Footprint implements MeasurementSource {
    private static final int BYTES = 256;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** For the service loader. */
    public Footprint() {}

    @Override
    public List<Measurement> measurements() {
        return List.of(memory(), start());
    }

    private static Measurement memory() {
        return new Measurement(
                "memory",
                "Memory for each waiting delivery",
                "A worker whose slots are busy holds a full prefetch of jobs of " + BYTES
                        + " B, claimed and waiting. Its heap after a"
                        + " collection, less its heap after a collection while the queue was empty, divided by the jobs.",
                "B/job",
                Better.LOWER,
                Where.QUORUM_QUEUES,
                List.of(new Contender("Warren, memory", StoreKind.MEMORY.semantics(), Footprint::measureMemory)));
    }

    private static Figure measureMemory(Place place) throws Exception {
        Jobs jobs = Jobs.onOneLane(place);
        int count = place.size().of(5_000, 50_000);
        Map<String, Double> figures = Program.figuresOf(
                JavaProgram.of(
                        HoldingProgram.class.getName(),
                        jobs.uri(),
                        jobs.queueType().name(),
                        String.valueOf(count)),
                LIMIT);
        try (QueueWatch watch = jobs.watch()) {
            watch.left(LIMIT);
            watch.purge();
        }
        return Figure.of(figures.get("bytesEach"));
    }

    private static Measurement start() {
        return new Measurement(
                "start-up",
                "Starting",
                "One job waits. From the start of a process, JVM included, to the start of its handler.",
                "ms",
                Better.LOWER,
                Where.QUORUM_QUEUES,
                List.of(
                        new Contender(
                                "RabbitMQ's Java client alone",
                                "a consumer, nothing else",
                                place -> measureStart(place, StartProgram.BARE)),
                        warrenStart(StoreKind.MEMORY),
                        warrenStart(StoreKind.SQLITE)));
    }

    private static Contender warrenStart(StoreKind store) {
        return new Contender(
                "Warren, " + store.title(),
                store.semantics(),
                place -> store.use(place, opened -> measureStart(place, opened)));
    }

    private static Figure measureStart(Place place, String store) throws Exception {
        Jobs jobs = Jobs.onOneLane(place);
        jobs.fill(1, BYTES);
        long began = System.currentTimeMillis();
        Map<String, Double> figures = Program.figuresOf(
                JavaProgram.of(
                        StartProgram.class.getName(),
                        jobs.uri(),
                        jobs.queueType().name(),
                        store),
                LIMIT);
        return Figure.of(figures.get("sinceEpochMillis") - began);
    }
}
