package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Servers;
import dev.warren.benchmarks.Size;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.QueueWatch.Rates;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A closer look at one drain: drains the same queue by PerfTest and by Warren in turn, several rounds, and prints the rates and their ratio. Run it by
 * {@code dev/bench drain}.
 */
@SuppressWarnings("SystemOut") // it is what a benchmark is for
public final class DrainBench {
    private static final int BYTES = 256;
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(3);

    private final Place place;
    private final Drain drain;
    private final StoreKind store;
    private final Set<Program> programs;

    /** Who drains, in this order. */
    private enum Program {
        PERF_TEST("PerfTest"),
        WARREN("Warren"),
        SPRING("Spring AMQP"),
        SPRING_PREFETCH("Spring AMQP, prefetch " + Drain.SPRING_PREFETCH),
        SPRING_AS_IT_COMES("Spring AMQP as it comes");

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
     * Arguments: jobs, rounds, how often each process drains, slots, store, and whether Spring AMQP drains too. The broker's address is in RABBITMQ_URI, the stores' in POSTGRES_URI and
     * REDIS_URI.
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 6) {
            System.err.println("usage: DrainBench JOBS ROUNDS TIMES SLOTS memory|sqlite|postgres|redis spring|alone,"
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
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[0]),
                        BYTES,
                        Drain.PREFETCH,
                        Integer.parseInt(args[3]),
                        WRITTEN_WITHIN),
                StoreKind.valueOf(args[4].toUpperCase(Locale.ROOT)),
                args[5].equals("spring")
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
                        + " each job.%nWarren with %d slots and its store: %s; the others ack every %d, Spring AMQP as it comes each,"
                        + " and have no store.%n"
                        + "Each process drains %d times: the first time it has just been started, then it has warmed up.%n%n",
                drain.count(),
                BYTES,
                drain.prefetch(),
                drain.slots(),
                store.title(),
                Drain.ACK_EVERY,
                drain.times());
        System.out.println("| round | program | time | whole | last third | CPU | whole, of PerfTest's | last third |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        Map<Program, List<List<Rates>>> ratios = new EnumMap<>(Program.class);
        for (int round = 1; round <= rounds; round++) {
            List<Rates> ceiling = List.of();
            for (Program program : programs) {
                List<Rates> rates = drainBy(program);
                ceiling = program == Program.PERF_TEST ? rates : ceiling;
                List<Rates> ratio = ratios(rates, ceiling);
                ratios.computeIfAbsent(program, p -> new ArrayList<>()).add(ratio);
                for (int time = 0; time < rates.size(); time++) {
                    printRow(round, program, time + 1, rates.get(time), ratio.get(time));
                }
            }
        }
        ratios.forEach(this::printMedians);
        System.out.println();
    }

    /** Each of its drains by the same of the ceiling. */
    private static List<Rates> ratios(List<Rates> rates, List<Rates> ceiling) {
        return IntStream.range(0, rates.size())
                .mapToObj(time -> rates.get(time).dividedBy(ceiling.get(time)))
                .toList();
    }

    private void printMedians(Program program, List<List<Rates>> rounds) {
        for (int i = 0; i < drain.times(); i++) {
            int time = i;
            List<Rates> all = rounds.stream().map(round -> round.get(time)).toList();
            System.out.printf(
                    Locale.ROOT,
                    "%n%s, time %d, median of %d rounds: whole %.2f of PerfTest's, last third %.2f",
                    program.title,
                    time + 1,
                    all.size(),
                    median(all, Rates::whole),
                    median(all, Rates::last));
        }
    }

    private List<Rates> drainBy(Program program) throws Exception {
        return switch (program) {
            case PERF_TEST -> drain.byPerfTest();
            case WARREN -> store.use(place, drain::byWarren);
            case SPRING -> drain.bySpring(SpringWorker.Container.DIRECT, drain.prefetch(), Drain.ACK_EVERY);
            case SPRING_PREFETCH ->
                drain.bySpring(SpringWorker.Container.DIRECT, Drain.SPRING_PREFETCH, Drain.ACK_EVERY);
            case SPRING_AS_IT_COMES -> drain.bySpring(SpringWorker.Container.SIMPLE, Drain.SPRING_PREFETCH, 1);
        };
    }

    private static void printRow(int round, Program program, int time, Rates rates, Rates ratio) {
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %d | %,.0f | %,.0f | %.0f µs | %.2f | %.2f |%n",
                round,
                program.title,
                time,
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
