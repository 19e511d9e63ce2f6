package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Servers;
import dev.warren.benchmarks.Size;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.QueueWatch.Rates;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.topology.QueueType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A closer look at one drain: drains the same queue by PerfTest and by Warren in turn, several rounds, and prints the rates and their ratio. Run it by
 * {@code dev/bench drain}.
 */
@SuppressWarnings("SystemOut") // it is what a benchmark is for
public final class DrainBench {
    private static final int BYTES = 256;

    private final Place place;
    private final Drain drain;
    private final StoreKind store;
    private final Set<Program> programs;

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

    private DrainBench(Place place, Drain drain, StoreKind store, Set<Program> programs) {
        this.place = place;
        this.drain = drain;
        this.store = store;
        this.programs = programs;
    }

    /**
     * Arguments: jobs, rounds, slots, store, and whether Spring AMQP drains too. The broker's address is in RABBITMQ_URI, the stores' in POSTGRES_URI and
     * REDIS_URI.
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("usage: DrainBench JOBS ROUNDS SLOTS memory|sqlite|postgres|redis spring|alone,"
                    + " with RABBITMQ_URI set; or run dev/bench drain");
            System.exit(64);
        }
        if (Integer.parseInt(args[0]) % Drain.ACK_EVERY != 0) {
            System.err.printf(
                    "JOBS must be a multiple of %d: PerfTest leaves an incomplete batch unacked%n", Drain.ACK_EVERY);
            System.exit(64);
        }
        Place place = new Place(new GivenServers(), Size.FULL, new Place.BrokerKind("given", QueueType.QUORUM));
        DrainBench bench = new DrainBench(
                place,
                new Drain(
                        Jobs.onOneLane(place),
                        Integer.parseInt(args[0]),
                        BYTES,
                        Drain.PREFETCH,
                        Integer.parseInt(args[2])),
                StoreKind.valueOf(args[3].toUpperCase(Locale.ROOT)),
                args[4].equals("spring")
                        ? EnumSet.allOf(Program.class)
                        : EnumSet.of(Program.PERF_TEST, Program.WARREN));
        bench.run(Integer.parseInt(args[1]));
    }

    /** Those in the environment. */
    private static final class GivenServers implements Servers {
        @Override
        public String rabbitUri(String version) {
            return given("RABBITMQ_URI");
        }

        @Override
        public String postgresUri() {
            return given("POSTGRES_URI");
        }

        @Override
        public String redisUri() {
            return given("REDIS_URI");
        }

        private static String given(String variable) {
            return Objects.requireNonNull(System.getenv(variable), variable + " is not set; dev/bench drain does it");
        }
    }

    private void run(int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "Draining %,d jobs of %d B, prefetch %,d: the whole queue, and its last third; processor time of the process for"
                        + " each job.%nWarren with %d slots and its store: %s; the others ack every %d and have no store.%n%n",
                drain.count(),
                BYTES,
                drain.prefetch(),
                drain.slots(),
                store.title(),
                Drain.ACK_EVERY);
        System.out.println("| round | program | whole | last third | CPU | whole, of PerfTest's | last third |");
        System.out.println("|---|---|---|---|---|---|---|");
        Map<Program, List<Rates>> ratios = new EnumMap<>(Program.class);
        for (int round = 1; round <= rounds; round++) {
            Rates ceiling = Rates.NONE;
            for (Program program : programs) {
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

    private Rates drainBy(Program program) throws Exception {
        return switch (program) {
            case PERF_TEST -> drain.byPerfTest();
            case WARREN -> store.use(place, drain::byWarren);
            case SPRING -> drain.bySpring(SpringWorker.Container.DIRECT);
        };
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

    private static double median(List<Rates> rates, ToDoubleFunction<Rates> part) {
        double[] sorted = rates.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
