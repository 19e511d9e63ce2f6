package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.drain.QueueWatch.Rates;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Drains the same queue by PerfTest and by Warren in turn, several rounds, and prints the rates and their ratio. Run it by
 * {@code dev/bench drain}.
 */
public final class DrainBench {
    private static final int PREFETCH = 5_000;
    private static final int ACK_EVERY = 50;
    private static final int PUBLISH_AT_ONCE = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String uri;
    private final int jobs;
    private final int slots;
    private final Store store;
    private long nextNumber;

    /** Where Warren keeps its records. */
    private enum Store {
        MEMORY,
        SQLITE
    }

    private DrainBench(String uri, int jobs, int slots, Store store) {
        this.uri = uri;
        this.jobs = jobs;
        this.slots = slots;
        this.store = store;
    }

    /** Arguments: jobs, rounds, slots, store. The broker's address is in RABBITMQ_URI. */
    public static void main(String[] args) throws Exception {
        String uri = System.getenv("RABBITMQ_URI");
        if (uri == null || args.length != 4) {
            System.err.println(
                    "usage: DrainBench JOBS ROUNDS SLOTS memory|sqlite, with RABBITMQ_URI set; or run dev/bench drain");
            System.exit(64);
        }
        if (Integer.parseInt(args[0]) % ACK_EVERY != 0) {
            System.err.printf(
                    "JOBS must be a multiple of %d: PerfTest leaves an incomplete batch unacked%n", ACK_EVERY);
            System.exit(64);
        }
        DrainBench bench = new DrainBench(
                uri,
                Integer.parseInt(args[0]),
                Integer.parseInt(args[2]),
                Store.valueOf(args[3].toUpperCase(Locale.ROOT)));
        RabbitBroker.at(uri).declare(NoOpJob.TOPOLOGY);
        bench.run(Integer.parseInt(args[1]));
    }

    private void run(int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "Draining %,d jobs of 256 B, prefetch %,d: the whole queue, and its last third. Warren with %d slots and its"
                        + " store in %s, PerfTest with an ack every %d%n%n",
                jobs,
                PREFETCH,
                slots,
                store.name().toLowerCase(Locale.ROOT),
                ACK_EVERY);
        System.out.println(
                "| round | publish | PerfTest, whole | last | CPU | Warren, whole | last | CPU | ratio, whole | last |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        List<Double> whole = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double published = fill();
            Rates perfTest = drain(perfTest());
            removeWhatPerfTestLeft();
            fill();
            Rates warren = drainWarren();
            requireNothingLeft();
            whole.add(warren.whole() / perfTest.whole());
            last.add(warren.last() / perfTest.last());
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %,.0f | %,.0f | %.0f µs | %,.0f | %,.0f | %.0f µs | %.2f | %.2f |%n",
                    round,
                    published,
                    perfTest.whole(),
                    perfTest.last(),
                    perfTest.cpuMicros(),
                    warren.whole(),
                    warren.last(),
                    warren.cpuMicros(),
                    whole.get(round - 1),
                    last.get(round - 1));
        }
        System.out.printf(Locale.ROOT, "%nmedian ratio: whole %.2f, last third %.2f%n", median(whole), median(last));
    }

    /** Fills the queue by confirmed bulk enqueueing; answers the rate. */
    private double fill() {
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(uri))
                .topology(NoOpJob.TOPOLOGY)
                .settings(SenderSettings.STANDARD.withWindow(2_000).withRoomWithin(Duration.ofMinutes(1)))
                .start()) {
            long start = System.nanoTime();
            for (int done = 0; done < jobs; done += PUBLISH_AT_ONCE) {
                int count = Math.min(PUBLISH_AT_ONCE, jobs - done);
                List<Enqueued> enqueued = publisher.enqueueAll(LongStream.range(nextNumber, nextNumber + count)
                        .mapToObj(number -> NewJob.of(NoOpJob.TYPE, NoOpJob.of(number)))
                        .toList());
                nextNumber += count;
                if (!enqueued.stream().allMatch(Enqueued::isConfirmed)) {
                    throw new IllegalStateException("not all jobs were confirmed");
                }
            }
            return jobs * 1e9 / (System.nanoTime() - start);
        }
    }

    private Rates drain(List<String> program) throws Exception {
        try (QueueWatch watch = new QueueWatch(uri, NoOpJob.queue())) {
            if (watch.depth() != jobs) {
                throw new IllegalStateException("the queue holds " + watch.depth() + " jobs, not " + jobs);
            }
            Process process = new ProcessBuilder(program)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                return watch.emptied(jobs, LIMIT, process.toHandle());
            } finally {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    /** When the machine is busy PerfTest ends before its last acks are sent, and those messages come back. */
    private void removeWhatPerfTestLeft() throws Exception {
        try (QueueWatch watch = new QueueWatch(uri, NoOpJob.queue())) {
            watch.purge();
        }
    }

    private void requireNothingLeft() throws Exception {
        try (QueueWatch watch = new QueueWatch(uri, NoOpJob.queue())) {
            if (watch.depth() != 0) {
                throw new IllegalStateException("the worker ended and left " + watch.depth() + " jobs it had run");
            }
        }
    }

    private List<String> perfTest() {
        return java(
                "com.rabbitmq.perf.PerfTest",
                "-h",
                uri,
                "-x",
                "0",
                "-y",
                "1",
                "-u",
                NoOpJob.queue(),
                "-p",
                "-q",
                String.valueOf(PREFETCH),
                "-A",
                String.valueOf(ACK_EVERY),
                "-D",
                String.valueOf(jobs),
                "-f",
                "persistent");
    }

    private Rates drainWarren() throws Exception {
        List<String> program = java(
                DrainWorker.class.getName(),
                uri,
                String.valueOf(jobs),
                String.valueOf(slots),
                String.valueOf(PREFETCH));
        if (store == Store.MEMORY) {
            return drain(program);
        }
        Path directory = Files.createTempDirectory("warren-drain");
        try {
            program.add(directory.resolve("jobs.db").toString());
            return drain(program);
        } finally {
            for (File file : Objects.requireNonNull(directory.toFile().listFiles())) {
                Files.delete(file.toPath());
            }
            Files.delete(directory);
        }
    }

    private static List<String> java(String... mainAndArguments) {
        List<String> program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
        String extra = System.getenv("BENCH_JAVA_OPTS");
        if (extra != null && !extra.isBlank()) {
            program.addAll(1, List.of(extra.trim().split("\\s+")));
        }
        program.addAll(List.of(mainAndArguments));
        return program;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
