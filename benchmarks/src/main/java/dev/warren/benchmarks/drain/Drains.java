package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.MeasurementSource;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Size;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.PerfTest;
import dev.warren.benchmarks.work.QueueWatch.Rates;
import dev.warren.benchmarks.work.StoreKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draining full queues: by whom, of what size, over several lanes, and of what depth. */
public final class Drains implements MeasurementSource {
    /** PerfTest's semantics. */
    static final String PERF_TEST =
            "late ack, every " + Drain.ACK_EVERY + "; decodes nothing, calls nothing, remembers nothing";

    private static final int SMALL = 256;
    private static final int LARGE = 1_024;
    private static final String UNIT = "jobs/s";
    private static final String LAST = "last third, jobs/s";
    private static final String CPU = "CPU, µs/job";

    /** For the service loader. */
    public Drains() {}

    @Override
    public List<Measurement> measurements() {
        return List.of(drain256(), drain1k(), lanes(), Growth.MEASUREMENT);
    }

    private static Measurement drain256() {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(perfTest(SMALL));
        for (StoreKind store : StoreKind.values()) {
            contenders.add(warren(store, SMALL));
        }
        for (SpringWorker.Container container : SpringWorker.Container.values()) {
            contenders.add(spring(container));
        }
        return new Measurement(
                "drain",
                "Draining a full queue, 256 B",
                method(SMALL),
                UNIT,
                Better.HIGHER,
                Where.EVERY_QUEUE,
                contenders);
    }

    private static Measurement drain1k() {
        return new Measurement(
                "drain-1k",
                "Draining a full queue, 1 KiB",
                method(LARGE),
                UNIT,
                Better.HIGHER,
                Where.QUORUM_QUEUES_SELDOM,
                List.of(
                        perfTest(LARGE),
                        warren(StoreKind.MEMORY, LARGE),
                        warren(StoreKind.SQLITE, LARGE),
                        warren(StoreKind.POSTGRES, LARGE),
                        warren(StoreKind.REDIS, LARGE)));
    }

    private static String method(int bytes) {
        return "The queue is filled with jobs of " + bytes
                + " B of JSON, then a fresh process empties it, with a prefetch of "
                + Drain.PREFETCH
                + ". It is timed from outside, by the depth of the queue, from the first message to the last,"
                + " so that no one measures itself and the JIT's warming up counts. The handler does nothing; Warren has "
                + Drain.SLOTS + " slots. PerfTest acks every " + Drain.ACK_EVERY
                + ". Warren has no mode without a store: the store in memory is the least it does.";
    }

    private static Measurement lanes() {
        return new Measurement(
                "lanes",
                "Lanes mixed",
                "As above, with the store in memory and 256 B: all jobs on one lane, then as many spread evenly over the lanes"
                        + " critical, default and bulk, which one worker serves by their weights. The prefetch is the same in all.",
                UNIT,
                Better.HIGHER,
                Where.QUORUM_QUEUES,
                List.of(
                        new Contender(
                                "Warren, one lane",
                                StoreKind.MEMORY.semantics(),
                                place -> byWarren(place, StoreKind.MEMORY, small(place, SMALL))),
                        new Contender(
                                "Warren, three lanes",
                                StoreKind.MEMORY.semantics(),
                                place -> byWarren(
                                        place, StoreKind.MEMORY, of(Jobs.onThreeLanes(place), place, SMALL)))));
    }

    private static Contender perfTest(int bytes) {
        return new Contender(
                PerfTest.NAME, PERF_TEST, place -> figure(small(place, bytes).byPerfTest()));
    }

    private static Contender spring(SpringWorker.Container container) {
        return new Contender(
                "Spring AMQP, " + container.name().toLowerCase(Locale.ROOT) + " container",
                "late ack, every " + Drain.ACK_EVERY + "; JSON read into the same record; no deduplication, no status",
                place -> {
                    Drain drain = small(place, SMALL);
                    return figure(drain.bySpring(container, drain.prefetch(), Drain.ACK_EVERY));
                });
    }

    private static Contender warren(StoreKind store, int bytes) {
        return new Contender(
                "Warren, " + store.title(), store.semantics(), place -> byWarren(place, store, small(place, bytes)));
    }

    private static Drain small(Place place, int bytes) throws Exception {
        return of(Jobs.onOneLane(place), place, bytes);
    }

    private static Drain of(Jobs jobs, Place place, int bytes) {
        Size size = place.size();
        return new Drain(
                jobs, 1, size.of(10_000, 200_000), bytes, size.of(500, Drain.PREFETCH), Drain.SLOTS, Duration.ZERO);
    }

    private static Figure byWarren(Place place, StoreKind store, Drain drain) throws Exception {
        return figure(store.use(place, drain::byWarren));
    }

    private static Figure figure(List<Rates> drained) {
        Rates rates = drained.get(0);
        return Figure.of(rates.whole()).with(LAST, rates.last()).with(CPU, rates.cpuMicros());
    }
}
