package dev.warren.chaos;

import dev.warren.chaos.check.Checker;
import dev.warren.chaos.check.Look;
import dev.warren.chaos.check.Remains;
import dev.warren.chaos.check.Remains.DeadLetter;
import dev.warren.chaos.check.Verdict;
import dev.warren.chaos.faults.Arena;
import dev.warren.chaos.faults.Fault;
import dev.warren.chaos.faults.Faults;
import dev.warren.chaos.faults.Schedule;
import dev.warren.chaos.faults.Strikes;
import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Ledgers;
import dev.warren.chaos.load.Ground;
import dev.warren.chaos.load.Place;
import dev.warren.chaos.load.Plan;
import dev.warren.chaos.load.PublisherProcess;
import dev.warren.chaos.load.RelayProcess;
import dev.warren.chaos.load.WorkerProcess;
import dev.warren.chaos.servers.Crew;
import dev.warren.chaos.servers.Member;
import dev.warren.chaos.servers.Server;
import dev.warren.chaos.wire.Wire;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One run, from the servers' start to the verdict. {@link #run} tells it in its order. */
final class Director implements AutoCloseable {
    private static final int WORKERS = 3;
    private static final int RELAYS = 2;
    private static final int WORKER_HEAP_MEBIBYTES = 128;
    private static final long RESIDENT_KIBIBYTES = 512L << 10; // heap, code, stacks of the pools, and the driver's own
    private static final int SLOTS = 12;
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MOST_WAITING = 2_000;
    private static final int QUIET_LOOKS = 3;

    private final Settings settings;
    private final Path folder;
    private final Ledger ledger;
    private final List<Server> nodes;
    private final Server broker;
    private final Optional<Server> store;
    private final Optional<Wire> wire;
    private final Plan plan;
    private final Look look;
    private final Progress progress;
    private final Map<String, Long> confirmedBy = new java.util.concurrent.ConcurrentHashMap<>();
    private final AtomicLong largestResident = new AtomicLong();
    private final Thread removal = new Thread(this::removeServers, "remove-servers");
    private final List<Crew> crews = new ArrayList<>();

    private Director(Settings settings, Path folder, List<Server> nodes, Optional<Server> store) throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.nodes = nodes;
        this.broker = nodes.get(0);
        this.store = store;
        this.ledger = Ledger.open(folder, Ledgers.DIRECTOR);
        Place place = new Place(
                store.map(Server::address).orElse(folder.resolve("store.db").toString()));
        boolean needed = settings.cluster() == Settings.Cluster.THREE_NODES
                || Faults.needAWire(settings.counts().keySet());
        List<URI> addresses =
                nodes.stream().map(Server::address).map(URI::create).toList();
        this.wire = needed ? Optional.of(Wire.to(addresses, Director::isOfJobs)) : Optional.empty();
        String way = wire.map(Wire::uri).map(URI::toString).orElse(broker.address());
        this.plan = new Plan(folder, way, place, settings.breakage(), settings.seed(), LEASE, SLOTS, settings.rate());
        this.look = new Look(place, broker.address());
        this.progress = new Progress(System.err);
        Runtime.getRuntime().addShutdownHook(removal);
    }

    /** Starts the servers. */
    static Director prepare(Settings settings, Path dev, Path runs) throws IOException {
        String name = "chaos-" + ProcessHandle.current().pid();
        Path folder = Files.createDirectories(runs.resolve(name));
        List<Server> nodes = switch (settings.cluster()) {
            case ONE_NODE -> List.of(Server.broker(dev, name, settings.version()));
            case THREE_NODES -> Server.cluster(dev, name, settings.version());
        };
        Optional<Server> store = Optional.empty();
        try {
            store = switch (settings.store()) {
                case SQLITE -> Optional.empty();
                case POSTGRES -> Optional.of(Server.postgres(dev, name));
                case REDIS -> Optional.of(Server.redis(dev, name));
            };
            return new Director(settings, folder, nodes, store);
        } catch (RuntimeException | IOException e) {
            nodes.forEach(Server::close);
            store.ifPresent(Server::close);
            throw e;
        }
    }

    /** Jobs, retries and dead letters; not what workers say to each other. */
    private static boolean isOfJobs(String exchange) {
        Topology topology = Plan.topology();
        return exchange.startsWith(topology.exchange(LaneName.DEFAULT)) || exchange.equals(topology.deadExchange());
    }

    Verdict run() throws Exception {
        progress.say("seed " + settings.seed() + "; ledgers and logs in " + folder);
        settings.counts().keySet().forEach(fault -> fault.prepare(broker));
        Ground.prepare(plan);
        plan.save();
        Crew workers = crew("worker", WORKERS, this::startWorker);
        Crew relays = crew("relay", plan.place().database().isPresent() ? RELAYS : 0, this::startRelay);
        Crew publishers = crew("publisher", ways().size(), this::startPublisher);
        workers.awaitReady();
        relays.awaitReady();
        publishers.awaitReady();
        Arena arena = new Arena(plan, nodes, store, wire, workers, relays, publishers);
        List<Schedule.Entry> schedule = Schedule.plan(settings.seed(), suiting(arena), settings.length());
        long end = System.nanoTime() + settings.length().toNanos();
        try (Strikes strikes = Strikes.begin(schedule, arena, ledger)) {
            while (!strikes.areOver() || confirmed() < settings.jobs() || System.nanoTime() < end) {
                watch(arena, strikes.done() + " of " + schedule.size() + " faults");
            }
        }
        nodes.forEach(Server::awaitRestart);
        store.ifPresent(Server::awaitRestart);
        progress.say("the faults are over");
        Optional<Duration> drain = drain(arena);
        stop(arena);
        progress.say("checking");
        Verdict verdict = Checker.check(Ledgers.in(folder), remains(drain), new Checker.Limits(RESIDENT_KIBIBYTES));
        new Report(settings, folder, verdict, drain).print(System.out);
        return verdict;
    }

    private Map<Fault, Integer> suiting(Arena arena) {
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        settings.counts().forEach((fault, count) -> {
            if (fault.suits(arena)) {
                counts.put(fault, count);
            } else {
                progress.say("left out: " + fault.word() + ", as there is nothing here that it could befall");
            }
        });
        return counts;
    }

    private Crew crew(String role, int places, Crew.Recruiter recruiter) {
        Crew crew = Crew.of(places, recruiter);
        crews.add(crew);
        return crew;
    }

    private Member startWorker(int place, int number) throws IOException {
        String name = "worker-" + place + "." + number;
        return start(name, WorkerProcess.class, List.of(folder.toString(), name));
    }

    private Member startRelay(int place, int number) throws IOException {
        return start("relay-" + place + "." + number, RelayProcess.class, List.of(folder.toString()));
    }

    /** Who enqueues, and how: with a database, every second one through an outbox. */
    private List<String> ways() {
        return plan.place().isRedis() ? List.of("CONFIRMS", "CONFIRMS") : List.of("CONFIRMS", "OUTBOX");
    }

    private Member startPublisher(int place, int number) throws IOException {
        String name = "publisher-" + place + "." + number;
        int rate = Math.max(1, settings.rate() / ways().size());
        return start(
                name,
                PublisherProcess.class,
                List.of(folder.toString(), name, Integer.toString(number), Integer.toString(rate), ways().get(place)));
    }

    private Member start(String name, Class<?> program, List<String> arguments) throws IOException {
        return Member.start(
                name,
                folder.resolve(name.replaceFirst("\\..*", ".log")),
                ledger,
                new Member.Start(
                        program, WORKER_HEAP_MEBIBYTES, arguments, WorkerProcess.READY, line -> heard(name, line)));
    }

    private void heard(String name, String line) {
        if (line.startsWith(PublisherProcess.CONFIRMED)) {
            confirmedBy.put(name, Long.parseLong(line.substring(PublisherProcess.CONFIRMED.length())));
        }
    }

    private long confirmed() {
        return confirmedBy.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Looks after the run for a moment: publishers hold back while too much waits, as an application's would have to. */
    private void watch(Arena arena, String faults) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        for (Crew crew : crews) {
            crew.members().forEach(member -> largestResident.accumulateAndGet(member.residentKibibytes(), Math::max));
        }
        Optional<Long> waiting = waiting();
        String order =
                waiting.orElseGet(this::unpublished) > MOST_WAITING ? PublisherProcess.HOLD : PublisherProcess.GO;
        arena.publishers().members().forEach(member -> member.order(order));
        progress.often(() -> "confirmed " + confirmed() + ", waiting "
                + waiting.map(Object::toString).orElse("unknown") + ", " + faults);
    }

    /** Messages and outbox rows; empty when broker or store are away. */
    private Optional<Long> waiting() {
        try {
            return Optional.of(look.ready(queues()) + look.unpublished());
        } catch (Exception e) { // struck by a fault
            return Optional.empty();
        }
    }

    /** What an outbox takes while the broker is away has a bound too. */
    private long unpublished() {
        try {
            return look.unpublished();
        } catch (SQLException e) {
            return 0;
        }
    }

    private static List<String> queues() {
        Topology topology = Plan.topology();
        return topology.queues().stream()
                .map(QueueSpec::name)
                .filter(name -> !name.equals(topology.deadQueue(LaneName.DEFAULT)))
                .toList();
    }

    /** Ends the load and waits until nothing is left to do, or nothing can happen any more. */
    private Optional<Duration> drain(Arena arena) throws InterruptedException {
        long began = System.nanoTime();
        arena.publishers().dismiss();
        int quiet = 0;
        while (System.nanoTime() - began < DRAINED_WITHIN.toNanos()) {
            arena.publishers().members().forEach(member -> member.orderEnd(PublisherProcess.END));
            boolean published = arena.publishers().members().stream().noneMatch(Member::isAlive);
            if (published && waiting().equals(Optional.of(0L))) {
                Duration time = Duration.ofNanos(System.nanoTime() - began);
                quiet = inHand().isEmpty() ? quiet + 1 : 0;
                // With queues that stay empty nothing can happen any more: lost jobs would be waited for in vain.
                if (quiet >= QUIET_LOOKS || (quiet > 0 && open() == 0)) {
                    return Optional.of(time);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            progress.often(
                    () -> "draining, waiting " + waiting().map(Object::toString).orElse("unknown"));
        }
        return Optional.empty();
    }

    private long open() {
        try {
            return look.open();
        } catch (Exception e) {
            return Long.MAX_VALUE;
        }
    }

    /** Messages in each queue, those out for delivery too, by the broker's own tool. */
    private Map<String, Long> inHand() {
        Map<String, Long> all = new TreeMap<>();
        for (String line : broker.ctl("list_queues", "-q", "--no-table-headers", "name", "messages")
                .lines()
                .toList()) {
            String[] columns = line.split("\\s+", -1);
            if (columns.length == 2 && queues().contains(columns[0]) && !columns[1].equals("0")) {
                all.put(columns[0], Long.parseLong(columns[1]));
            }
        }
        return all;
    }

    private void stop(Arena arena) throws InterruptedException {
        arena.workers().dismiss();
        arena.relays().dismiss();
        for (Crew crew : crews) {
            for (Member member : crew.members()) {
                if (member.isAlive()) {
                    member.terminate();
                }
            }
            for (Member member : crew.members()) {
                if (!member.awaitGone()) {
                    progress.say(member.name() + " did not end, and was killed");
                }
            }
        }
    }

    private Remains remains(Optional<Duration> drain) throws Exception {
        Map<String, Long> left = inHand();
        List<DeadLetter> dead = look.takeAll(Plan.topology().deadQueue(LaneName.DEFAULT));
        return new Remains(
                look.records(), dead, look.effects(), left, look.unpublished(), largestResident.get(), drain);
    }

    private void removeServers() {
        crews.forEach(Crew::killAll);
        wire.ifPresent(Wire::close);
        nodes.forEach(Server::close);
        store.ifPresent(Server::close);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(removal);
        removeServers();
    }
}
