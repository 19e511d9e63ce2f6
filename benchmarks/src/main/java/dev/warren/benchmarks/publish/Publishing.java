package dev.warren.benchmarks.publish;

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
import dev.warren.benchmarks.work.QueueWatch.Rates;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Confirmed publishing: one by one, and with a window of a thousand. */
public final class Publishing implements MeasurementSource {
    private static final int BYTES = 256;
    private static final int WINDOW = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String CONFIRMED =
            "persistent, confirmed; JSON written from a record, an id of its own for each job";
    private static final String BARE = "persistent, confirmed; the same bytes again and again";
    private static final String METHOD = " A fresh process publishes persistent messages of " + BYTES
            + " B into an empty queue; it is timed from outside, by the depth of the queue, from the first message to the last.";

    /** For the service loader. */
    public Publishing() {}

    @Override
    public List<Measurement> measurements() {
        return List.of(
                new Measurement(
                        "publish-single",
                        "Publishing one by one",
                        "Each message is confirmed before the next is sent." + METHOD,
                        "jobs/s",
                        Better.HIGHER,
                        Where.EVERY_QUEUE,
                        List.of(perfTest(1), warren(PublishProgram.Way.SINGLE))),
                new Measurement(
                        "publish",
                        "Publishing in bulk",
                        "At most " + WINDOW
                                + " messages are unconfirmed: by a future for each (`Publisher.enqueue`), and by whole"
                                + " lists of 10,000 (`Publisher.enqueueAll`)." + METHOD,
                        "jobs/s",
                        Better.HIGHER,
                        Where.EVERY_QUEUE,
                        List.of(perfTest(WINDOW), warren(PublishProgram.Way.WINDOW), warren(PublishProgram.Way.BULK))));
    }

    private static Contender perfTest(int window) {
        return new Contender(PerfTest.NAME, BARE, place -> {
            Jobs jobs = Jobs.onOneLane(place);
            int count = count(place, window);
            return measure(jobs, count, PerfTest.producer(jobs, count, BYTES, window));
        });
    }

    private static Contender warren(PublishProgram.Way way) {
        return new Contender("Warren, " + way.name().toLowerCase(Locale.ROOT), CONFIRMED, place -> {
            Jobs jobs = Jobs.onOneLane(place);
            int count = count(place, way == PublishProgram.Way.SINGLE ? 1 : WINDOW);
            return measure(
                    jobs,
                    count,
                    JavaProgram.of(
                            PublishProgram.class.getName(),
                            jobs.uri(),
                            jobs.queueType().name(),
                            way.name(),
                            String.valueOf(count),
                            String.valueOf(WINDOW)));
        });
    }

    private static int count(Place place, int window) {
        return window == 1 ? place.size().of(300, 3_000) : place.size().of(10_000, 100_000);
    }

    private static Figure measure(Jobs jobs, int count, List<String> command) throws Exception {
        try (QueueWatch watch = jobs.watch();
                Program program = Program.start(command)) {
            watch.requireDepth(0);
            Rates rates = watch.filled(count, LIMIT, program.handle());
            program.linesAtEnd(LIMIT);
            watch.requireDepth(count);
            watch.purge();
            return Figure.of(rates.whole())
                    .with("last third, jobs/s", rates.last())
                    .with("CPU, µs/job", rates.cpuMicros());
        }
    }
}
