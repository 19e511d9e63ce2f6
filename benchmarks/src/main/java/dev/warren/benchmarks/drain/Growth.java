package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.PerfTest;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** Whether a deep queue slows a worker down, and what heap it needs for it. */
final class Growth {
    /** What the report's bars look up. */
    static final Measurement MEASUREMENT = new Measurement(
            "growth",
            "A million jobs waiting",
            "A queue has grown to 1,300,000 jobs of 256 B, and the broker has had 5 s to write them; the first 300,000 that are drained are for"
                    + " warming up. The figure is the rate while a million wait (1,000,000 to 900,000), beside those of the same process while"
                    + " 100,000 (125,000 to 75,000) and while 10,000 (30,000 to 5,000) wait. Warren's worker has its store in memory and a heap"
                    + " of 256 MiB (`-Xmx256m`); the peak counts garbage that nobody had collected. In a quick run a fiftieth of all that.",
            "jobs/s",
            Better.HIGHER,
            Where.QUORUM_QUEUES_SELDOM,
            List.of(
                    new Contender(PerfTest.NAME, Drains.PERF_TEST, Growth::perfTest),
                    new Contender("Warren, memory", StoreKind.MEMORY.semantics(), Growth::warren)));

    private static final String HEAP = "256m";
    private static final int BYTES = 256;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration END_WITHIN = Duration.ofSeconds(20);
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(5);
    private static final double MEBIBYTE = 1 << 20;

    /** In full: 300,000 to warm up, then these depths. */
    private static final List<Integer> DEPTHS = List.of(1_000_000, 900_000, 125_000, 75_000, 30_000, 5_000);

    private Growth() {}

    private static Figure perfTest(Place place) throws Exception {
        Drain drain = drain(place);
        List<String> consumer = PerfTest.consumer(drain.jobs(), drain.count(), drain.prefetch(), Drain.ACK_EVERY);
        try (QueueWatch watch = filled(drain, place);
                Program program = Program.start(consumer)) {
            List<Double> rates = watch.ratesBetween(depths(place), LIMIT, program.handle());
            program.close();
            if (watch.left(END_WITHIN) > 0) {
                watch.purge();
            }
            return figure(rates);
        }
    }

    private static Figure warren(Place place) throws Exception {
        return StoreKind.MEMORY.use(place, store -> warren(place, store));
    }

    private static Figure warren(Place place, String store) throws Exception {
        Drain drain = drain(place);
        try (QueueWatch watch = filled(drain, place);
                Program worker = Program.start(JavaProgram.withHeap(HEAP, List.of(drain.worker(store))))) {
            List<Double> rates = watch.ratesBetween(depths(place), LIMIT, worker.handle());
            Double heap = Program.figures(worker.linesAtEnd(END_WITHIN)).get("heapPeakBytes");
            return figure(rates).with("heap at its peak, MiB", Objects.requireNonNull(heap) / MEBIBYTE);
        }
    }

    private static Drain drain(Place place) throws Exception {
        int part = part(place);
        return new Drain(
                Jobs.onOneLane(place), 1, 1_300_000 / part, BYTES, Drain.PREFETCH / part, Drain.SLOTS, Duration.ZERO);
    }

    private static QueueWatch filled(Drain drain, Place place) throws Exception {
        drain.jobs().fill(drain.count(), BYTES);
        LockSupport.parkNanos(WRITTEN_WITHIN.toNanos() / part(place));
        QueueWatch watch = drain.jobs().watch();
        watch.requireDepth(drain.count());
        return watch;
    }

    private static List<Integer> depths(Place place) {
        return DEPTHS.stream().map(depth -> depth / part(place)).toList();
    }

    private static int part(Place place) {
        return place.size().of(50, 1);
    }

    private static Figure figure(List<Double> rates) {
        return Figure.of(rates.get(0)).with("at 100,000, jobs/s", rates.get(2)).with("at 10,000, jobs/s", rates.get(4));
    }
}
