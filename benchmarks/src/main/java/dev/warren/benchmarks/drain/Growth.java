package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.List;

/** Whether a deep queue slows a worker down, and what heap it needs for it. */
final class Growth {
    /** What the report's bars look up. */
    static final Measurement MEASUREMENT = new Measurement(
            "growth",
            "A million jobs waiting",
            "One worker, with the store in memory and a heap of 256 MiB (`-Xmx256m`), drains a queue that has grown to more than a million"
                    + " jobs of 256 B; the first 100,000 are for warming up. The figure is its rate while a million wait, beside those of"
                    + " the same process while 100,000 (125,000 to 75,000) and while 10,000 (30,000 to 5,000) wait. In a quick run a"
                    + " fiftieth of all that.",
            "jobs/s",
            Better.HIGHER,
            Where.QUORUM_QUEUES_SELDOM,
            List.of(new Contender("Warren, memory", StoreKind.MEMORY.semantics(), Growth::measure)));

    private static final String HEAP = "256m";
    private static final int BYTES = 256;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration END_WITHIN = Duration.ofSeconds(20);
    private static final double MEBIBYTE = 1 << 20;

    /** In full: 100,000 to warm up, then these depths. */
    private static final List<Integer> DEPTHS = List.of(1_000_000, 900_000, 125_000, 75_000, 30_000, 5_000);

    private Growth() {}

    private static Figure measure(Place place) throws Exception {
        int part = place.size().of(50, 1);
        Drain drain = new Drain(Jobs.onOneLane(place), 1_100_000 / part, BYTES, Drain.PREFETCH / part, Drain.SLOTS);
        drain.jobs().fill(drain.count(), BYTES);
        return StoreKind.MEMORY.use(
                place,
                store -> drain(
                        drain, store, DEPTHS.stream().map(depth -> depth / part).toList()));
    }

    private static Figure drain(Drain drain, String store, List<Integer> depths) throws Exception {
        try (QueueWatch watch = drain.jobs().watch();
                Program worker = Program.start(JavaProgram.withHeap(HEAP, List.of(drain.worker(store))))) {
            watch.requireDepth(drain.count());
            List<Double> rates = watch.ratesBetween(depths, LIMIT, worker.handle());
            double heap = Program.figures(worker.linesAtEnd(END_WITHIN)).get("heapPeakBytes");
            return Figure.of(rates.get(0))
                    .with("at 100,000, jobs/s", rates.get(2))
                    .with("at 10,000, jobs/s", rates.get(4))
                    .with("heap at its peak, MiB", heap / MEBIBYTE);
        }
    }
}
