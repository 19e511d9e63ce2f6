package dev.warren.stores.faults;

import com.rabbitmq.client.GetResponse;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobTypeName;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.QueueSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Worker processes on one store, under load, and what is done to them; at the end, what {@link EndingsCheck} and {@link Timings}
 * say of it. What was written stays in {@code target/worker-kill}.
 */
final class Drill implements AutoCloseable {
    private static final int WORKERS = 3;
    private static final Duration CRASHES_WITHIN = Duration.ofSeconds(20);
    private static final Duration AT_WORK_WITHIN = Duration.ofSeconds(5);
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path folder;
    private final String place;
    private final Duration lease;
    private final Random random = new Random(1);
    private final SharedLedger ledger;
    private final Bed bed = Bed.make();
    private final IdempotencyStore store;
    private final Load load;
    private final List<Member> members = new ArrayList<>();
    private int kills;

    /**
     * What came of a drill.
     *
     * @param complaints what must not be
     * @param timings how long things took
     * @param crashesCounted how many crashes jobs were blamed for, in all
     * @param figures all of it in a line
     */
    record Report(List<String> complaints, Timings timings, int crashesCounted, String figures) {}

    private Drill(Path folder, String place, Duration lease) throws IOException {
        this.folder = folder;
        this.place = place;
        this.lease = lease;
        this.ledger = new SharedLedger(folder.resolve("ledger.txt"));
        this.store = Places.open(place);
        this.load = new Load(bed.broker(), bed.topology(), ledger);
    }

    /** Starts the workers, on a new SQLite file, and the load. */
    static Drill start(String name, Duration lease) throws Exception {
        Path folder = folder(name);
        return start(folder, folder.resolve("jobs.db").toString(), lease);
    }

    /** Starts the workers, on a store elsewhere ({@link Places}), and the load. */
    static Drill start(String name, String place, Duration lease) throws Exception {
        return start(folder(name), place, lease);
    }

    private static Path folder(String name) throws IOException {
        Path folder = Path.of("target/worker-kill", name);
        deleteAll(folder);
        return Files.createDirectories(folder);
    }

    private static Drill start(Path folder, String place, Duration lease) throws Exception {
        Drill drill = new Drill(folder, place, lease);
        for (int i = 0; i < WORKERS; i++) {
            drill.members.add(drill.member());
        }
        for (Member member : drill.members) {
            member.awaitReady();
        }
        drill.load.start();
        return drill;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Member member() throws IOException {
        return Member.start(
                ledger,
                folder.resolve("workers.log"),
                List.of(
                        TestBroker.shared().uri().toString(),
                        bed.topology().namespace(),
                        place,
                        folder.resolve("ledger.txt").toString(),
                        Long.toString(lease.toMillis())));
    }

    /** Kills a worker, by turns from outside, in the middle of a job, and at one of the crash points, and starts another in its place. */
    void killOne(Duration loadBefore) throws Exception {
        load.goOnFor(loadBefore.plusMillis(random.nextInt(500)));
        int place = random.nextInt(WORKERS);
        Member member = members.get(place);
        CrashPoint[] points = CrashPoint.values();
        if (kills % 2 == 0) {
            awaitAtWork(member);
            member.kill();
        } else if (!member.crashAt(points[kills / 2 % points.length], CRASHES_WITHIN)) {
            throw new IllegalStateException("no worker came by " + points[kills / 2 % points.length]);
        }
        kills++;
        replace(place);
    }

    /** So that its end costs something; but not for long, as the others may have all there is to do. */
    private void awaitAtWork(Member member) {
        boolean unused = isTrueWithin(
                AT_WORK_WITHIN,
                () -> History.read(folder.resolve("ledger.txt")).runs().stream()
                        .anyMatch(run -> run.pid() == member.pid()
                                && run.end().isEmpty()
                                && Kind.of(run.id()).takesAWhile()));
    }

    private void replace(int place) throws Exception {
        members.get(place).close();
        members.set(place, member());
        members.get(place).awaitReady();
    }

    /** Has a worker stand still for longer than its lease. */
    void pauseOne(Duration loadBefore) throws Exception {
        load.goOnFor(loadBefore);
        Member member = members.get(random.nextInt(WORKERS));
        member.pause();
        load.goOnFor(lease.plusSeconds(4));
        member.resume();
    }

    /** Keeps all workers from writing, as a program does that leaves a transaction open on the file. */
    void lockStore(Duration time) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            load.goOnFor(time);
            statement.execute("ROLLBACK");
        }
    }

    /** Has the store's server end and begin again, under load, with some time between. */
    void restartServer(Runnable end, Duration between, Runnable begin) throws Exception {
        load.goOnFor(between);
        end.run();
        load.goOnFor(between);
        begin.run();
        Awaitility.await("an answer of the store")
                .ignoreExceptions()
                .until(() -> find("crasher-none").isEmpty());
    }

    /** Replaces a worker as a deploy does: it is asked to stop, and another starts when it has. */
    void deployOne(int number) throws Exception {
        members.get(number % WORKERS).stop();
        replace(number % WORKERS);
    }

    /** Publishes a job of a kind that ends its worker, and starts workers anew until it is given up on. */
    void poison(Kind kind, Duration within) throws Exception {
        load.enqueue(kind);
        await("the end of the " + kind, within, () -> {
            replaceTheFallen();
            List<String> poisonous =
                    load.confirmed().stream().filter(id -> Kind.of(id) == kind).toList();
            return !poisonous.isEmpty() && poisonous.stream().allMatch(this::isOver);
        });
        replaceTheFallen(); // the job may be given up on before the last one it brought down is seen to be gone
    }

    private void replaceTheFallen() throws IOException {
        for (int place = 0; place < WORKERS; place++) {
            if (!members.get(place).isAlive()) {
                members.set(place, member());
            }
        }
    }

    /** Ends the load, waits until nothing is left to do, stops the workers, and compares. */
    Report end() throws Exception {
        load.close();
        long end = System.nanoTime();
        Set<String> open = new HashSet<>(load.confirmed());
        boolean drained = isTrueWithin(DRAINED_WITHIN, () -> {
            open.removeIf(this::isOver);
            return open.isEmpty() && leftInQueues().isEmpty();
        });
        Duration drain = Duration.ofNanos(System.nanoTime() - end);
        for (Member member : members) {
            member.stop();
        }
        return report(drain, drained);
    }

    private boolean isOver(String id) {
        return find(id).filter(record -> record.status().isFinal()).isPresent();
    }

    private Optional<JobRecord> find(String id) {
        JobTypeName type = Kind.of(id).type().name();
        return store.find(new JobKey(bed.topology().namespace(), "", type, id));
    }

    private Map<String, Long> leftInQueues() {
        Map<String, Long> left = new TreeMap<>();
        for (QueueSpec queue : bed.topology().queues()) {
            long ready = queue.name().equals(bed.dead()) ? 0 : bed.ready(queue.name());
            if (ready > 0) {
                left.put(queue.name(), ready);
            }
        }
        return left;
    }

    private Report report(Duration drain, boolean drained) throws Exception {
        History history = History.read(folder.resolve("ledger.txt"));
        Map<String, Remains.Known> records = records(history.ids(Entry.Event.TRIED));
        Remains remains = new Remains(records, deadLetters(), leftInQueues());
        Timings timings = Timings.of(history);
        int crashes = records.values().stream().mapToInt(Remains.Known::crashes).sum();
        List<String> complaints = new ArrayList<>(EndingsCheck.complaints(history, remains, lease));
        if (!drained) {
            complaints.add("not all was over within " + DRAINED_WITHIN);
        }
        String figures = figures(history, remains, timings, crashes) + "; drained in " + drain.toMillis()
                + " ms; complaints " + complaints;
        Files.writeString(folder.resolve("figures.txt"), figures + "\n");
        System.out.println("worker-kill " + folder.getFileName() + ": " + figures);
        return new Report(complaints, timings, crashes, figures);
    }

    private static String figures(History history, Remains remains, Timings timings, int crashes) {
        return "kills " + kills(history) + ", pauses " + history.standstills().size() + ", graceful stops "
                + timings.handBacks().size() + "; tried "
                + history.ids(Entry.Event.TRIED).size() + ", confirmed "
                + history.ids(Entry.Event.CONFIRMED).size() + ", runs "
                + history.runs().size() + ", dead letters "
                + remains.deadLetters().size() + ", crashes counted " + crashes + "; " + timings.figures();
    }

    private static int kills(History history) {
        return history.all(Entry.Event.KILLING).size()
                + history.all(Entry.Event.CRASHING).size();
    }

    private Map<String, Remains.Known> records(Set<String> ids) {
        Map<String, Remains.Known> all = new HashMap<>();
        for (String id : ids) {
            find(id).ifPresent(record -> all.put(
                    id, new Remains.Known(record.status().name(), record.attempt(), record.crashes(), record.fence())));
        }
        return all;
    }

    private List<Remains.DeadLetter> deadLetters() {
        List<Remains.DeadLetter> all = new ArrayList<>();
        for (Optional<GetResponse> next = bed.takeDead(); next.isPresent(); next = bed.takeDead()) {
            all.add(new Remains.DeadLetter(
                    next.get().getProps().getMessageId(),
                    Bed.header(next.get(), "dead-reason").orElse(Entry.NONE)));
        }
        return all;
    }

    static void await(String what, Duration limit, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(limit).pollInterval(POLL).until(condition);
    }

    private static boolean isTrueWithin(Duration limit, Callable<Boolean> condition) {
        try {
            await("it", limit, condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Leaves no process and no queue behind. */
    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
        load.close();
        store.close();
        ledger.close();
        bed.close();
    }
}
