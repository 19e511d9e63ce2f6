package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.BenchSchema;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
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
    private static final Duration LEFT_WITHIN = Duration.ofSeconds(20);

    private final String uri;
    private final int jobs;
    private final int slots;
    private final Store store;
    private final Set<Program> programs;
    private long nextNumber;

    /** Where Warren keeps its records. */
    private enum Store {
        MEMORY,
        SQLITE,
        POSTGRES,
        /** At the address in REDIS_URI. */
        REDIS
    }

    /** Who drains, in this order. */
    private enum Program {
        PERF_TEST("PerfTest"),
        WARREN("Warren"),
        SPRING("Spring AMQP");

        private final String title;

        Program(String title) {
            this.title = title;
        }
    }

    private DrainBench(String uri, int jobs, int slots, Store store, Set<Program> programs) {
        this.programs = programs;
        this.uri = uri;
        this.jobs = jobs;
        this.slots = slots;
        this.store = store;
    }

    /** Arguments: jobs, rounds, slots, store, and whether Spring AMQP drains too. The broker's address is in RABBITMQ_URI. */
    public static void main(String[] args) throws Exception {
        String uri = System.getenv("RABBITMQ_URI");
        if (uri == null || args.length != 5) {
            System.err.println(
                    "usage: DrainBench JOBS ROUNDS SLOTS memory|sqlite|postgres|redis spring|alone, with RABBITMQ_URI set; or run dev/bench drain");
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
                Store.valueOf(args[3].toUpperCase(Locale.ROOT)),
                args[4].equals("spring")
                        ? EnumSet.allOf(Program.class)
                        : EnumSet.of(Program.PERF_TEST, Program.WARREN));
        RabbitBroker.at(uri).declare(NoOpJob.TOPOLOGY);
        bench.run(Integer.parseInt(args[1]));
    }

    private void run(int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "Draining %,d jobs of 256 B, prefetch %,d: the whole queue, and its last third; processor time of the process for"
                        + " each job.%nWarren with %d slots and its store in %s; the others ack every %d and have no store.%n%n",
                jobs,
                PREFETCH,
                slots,
                store.name().toLowerCase(Locale.ROOT),
                ACK_EVERY);
        System.out.println("| round | program | whole | last third | CPU | whole, of PerfTest's | last third |");
        System.out.println("|---|---|---|---|---|---|---|");
        Map<Program, List<Rates>> ratios = new EnumMap<>(Program.class);
        for (int round = 1; round <= rounds; round++) {
            Rates ceiling = Rates.NONE;
            for (Program program : programs) {
                fill();
                Rates rates = drainBy(program);
                ceiling = program == Program.PERF_TEST ? rates : ceiling;
                Rates ratio = rates.dividedBy(ceiling);
                ratios.computeIfAbsent(program, p -> new ArrayList<>()).add(ratio);
                printRow(round, program, rates, ratio);
            }
        }
        ratios.forEach((program, all) -> System.out.printf(
                Locale.ROOT,
                "%n%s, median of %d rounds: whole %.2f of PerfTest's, last third %.2f",
                program.title,
                all.size(),
                median(all, Rates::whole),
                median(all, Rates::last)));
        System.out.println();
    }

    private static void printRow(int round, Program program, Rates rates, Rates ratio) {
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %,.0f | %,.0f | %.0f µs | %.2f | %.2f |%n",
                round,
                program.title,
                rates.whole(),
                rates.last(),
                rates.cpuMicros(),
                ratio.whole(),
                ratio.last());
    }

    private Rates drainBy(Program program) throws Exception {
        return switch (program) {
            case PERF_TEST -> {
                Rates rates = drain(perfTest());
                removeLeftovers();
                yield rates;
            }
            case WARREN -> {
                Rates rates = drainWarren();
                requireNothingLeft();
                yield rates;
            }
            case SPRING ->
                drain(java(
                        SpringWorker.class.getName(),
                        uri,
                        String.valueOf(jobs),
                        String.valueOf(PREFETCH),
                        String.valueOf(ACK_EVERY)));
        };
    }

    /** Fills the queue by confirmed bulk enqueueing. */
    private void fill() {
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(uri))
                .topology(NoOpJob.TOPOLOGY)
                .settings(SenderSettings.STANDARD.withWindow(2_000).withRoomWithin(Duration.ofMinutes(1)))
                .start()) {
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

    /** When the machine is busy the others end before their last acks are sent, and those messages come back. */
    private void removeLeftovers() throws Exception {
        try (QueueWatch watch = new QueueWatch(uri, NoOpJob.queue())) {
            if (watch.left(LEFT_WITHIN) > 0) {
                watch.purge();
            }
        }
    }

    private void requireNothingLeft() throws Exception {
        try (QueueWatch watch = new QueueWatch(uri, NoOpJob.queue())) {
            long left = watch.left(LEFT_WITHIN);
            if (left > 0) {
                throw new IllegalStateException("the worker ended and left " + left + " jobs it had run");
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
        return switch (store) {
            case MEMORY -> drain(program);
            case SQLITE -> drainIntoFile(program);
            case POSTGRES -> drainIntoSchema(program);
            case REDIS -> {
                program.add(Objects.requireNonNull(System.getenv("REDIS_URI"), "REDIS_URI is not set"));
                yield drain(program);
            }
        };
    }

    private Rates drainIntoSchema(List<String> program) throws Exception {
        try (BenchSchema schema = BenchSchema.make()) {
            program.addAll(List.of(schema.url(), schema.name()));
            return drain(program);
        }
    }

    private Rates drainIntoFile(List<String> program) throws Exception {
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

    private static double median(List<Rates> rates, ToDoubleFunction<Rates> part) {
        double[] sorted = rates.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
