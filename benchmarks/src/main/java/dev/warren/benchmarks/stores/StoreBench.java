package dev.warren.benchmarks.stores;

import dev.warren.benchmarks.BenchSchema;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Decision;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.redis.RedisStore;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.LaneName;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Claims and ends jobs in a durable store, batch by batch, and says what one pair of claim and decision costs while it grows: elapsed,
 * and in the thread's own processor time (the rest is waiting for the disk, or the server). Arguments: a file for SQLite that does not exist
 * yet, {@code postgres} for the database in {@code POSTGRES_URI}, or {@code redis://HOST:PORT}; {@code ordered} or {@code random} keys that are
 * the jobs' ids, {@code own} keys beside ordered ids, or {@code registered} for ordered keys that the store is told of before, which is timed
 * apart; the batch size; how many jobs; after how many of them to say something. In the end all are looked at
 * and forgotten.
 */
public final class StoreBench {
    private static final Decided SUCCESS = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
    private static final Owner ME = new Owner("bench");

    /** So that all can be forgotten in the end. */
    private static final Retention NOT_KEPT = new Retention(Duration.ZERO, Duration.ZERO);

    private static final int FORGOTTEN_AT_ONCE = 20_000;

    private final IdempotencyStore store;
    private final boolean ordered;
    private final boolean own;
    private final boolean registered;
    private final Random random = new Random(1);
    private long jobs;

    private StoreBench(IdempotencyStore store, String keys) {
        this.store = store;
        this.own = keys.equals("own");
        this.registered = keys.equals("registered");
        this.ordered = own || registered || keys.equals("ordered");
    }

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        int batch = Integer.parseInt(arguments[2]);
        long total = Long.parseLong(arguments[3]);
        long step = Long.parseLong(arguments[4]);
        if (!arguments[0].equals("postgres")) {
            measure(open(arguments[0]), arguments[1], batch, total, step);
            return;
        }
        try (BenchSchema schema = BenchSchema.make()) {
            PostgresStore store = PostgresStore.builder(schema.url())
                    .schema(schema.name())
                    .retention(NOT_KEPT)
                    .open();
            measure(store, arguments[1], batch, total, step);
        }
    }

    private static IdempotencyStore open(String place) {
        return place.startsWith("redis:")
                ? RedisStore.builder(URI.create(place))
                        .name("bench-" + UUID.randomUUID())
                        .retention(NOT_KEPT)
                        .open()
                : SqliteStore.builder(Path.of(place)).retention(NOT_KEPT).open();
    }

    @SuppressWarnings("SystemOut") // it is what a benchmark is for
    private static void measure(IdempotencyStore opened, String keys, int batch, long total, long step) {
        try (opened) {
            StoreBench bench = new StoreBench(opened, keys);
            while (bench.jobs < total) {
                System.out.println(bench.measure(batch, bench.jobs + step));
            }
            System.out.println(bench.forget());
        }
    }

    private String measure(int batch, long until) {
        store.heartbeat(ME, Duration.ofMinutes(10));
        long from = jobs;
        Timer registering = new Timer();
        Timer pairing = new Timer();
        while (jobs < until) {
            List<ClaimRequest> requests = requests(batch);
            if (registered) {
                registering.time(() -> register(requests));
            }
            pairing.time(() -> pairs(requests));
            jobs += batch;
        }
        double pairs = jobs - from;
        return String.format(
                Locale.ROOT,
                "%,10d jobs: %,8.0f pairs/s, %5.2f us a pair, %5.2f us of it computing, slowest batch %.0f ms%s",
                jobs,
                pairs * 1e9 / pairing.nanos,
                pairing.nanos / 1e3 / pairs,
                pairing.cpuNanos / 1e3 / pairs,
                pairing.slowestNanos / 1e6,
                registered
                        ? String.format(
                                Locale.ROOT, "; to register %5.2f us computing", registering.cpuNanos / 1e3 / pairs)
                        : "");
    }

    private String forget() {
        Timer timer = new Timer();
        timer.time(this::lookTwice);
        return String.format(
                Locale.ROOT,
                "%,10d jobs looked at and forgotten: %5.2f us a job, %5.2f us of it computing",
                jobs,
                timer.nanos / 1e3 / jobs,
                timer.cpuNanos / 1e3 / jobs);
    }

    private void lookTwice() {
        store.overdue(Duration.ofMinutes(1), 1);
        long left = jobs;
        while (left > 0) {
            int forgotten = store.expire(FORGOTTEN_AT_ONCE);
            if (forgotten == 0) {
                throw new IllegalStateException(left + " jobs are not forgotten");
            }
            left -= forgotten;
        }
    }

    /** Adds up what something takes, elapsed and in this thread's processor time. */
    private static final class Timer {
        long nanos;
        long cpuNanos;
        long slowestNanos;

        void time(Runnable work) {
            long began = System.nanoTime();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            work.run();
            long took = System.nanoTime() - began;
            nanos += took;
            cpuNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            slowestNanos = Math.max(slowestNanos, took);
        }
    }

    private List<ClaimRequest> requests(int batch) {
        List<ClaimRequest> requests = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            requests.add(request());
        }
        return requests;
    }

    private void register(List<ClaimRequest> requests) {
        store.register(requests.stream()
                .map(job -> new Registration(
                        job.key(), job.id(), job.payloadHash(), job.lane(), job.enqueuedAt(), job.enqueuedAt()))
                .toList());
    }

    private void pairs(List<ClaimRequest> requests) {
        List<ClaimAnswer> answers = store.claim(ME, requests);
        List<Settlement> settlements = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            ClaimAnswer.Granted granted = (ClaimAnswer.Granted) answers.get(i);
            settlements.add(new Settlement(new FencedKey(requests.get(i).key(), granted.fence()), SUCCESS));
        }
        if (!store.decide(settlements).stream().allMatch(Standing.RECORDED::equals)) {
            throw new IllegalStateException("a decision was not recorded");
        }
    }

    private ClaimRequest request() {
        String id = new UUID(ordered ? jobs << 16 | random.nextInt(1 << 16) : random.nextLong(), random.nextLong())
                .toString();
        JobKey key = new JobKey("jobs", "", new JobTypeName("bench.noop"), own ? "order-" + id : id);
        return new ClaimRequest(
                key,
                new JobId(id),
                Coordinates.FIRST,
                1,
                random.nextLong() | 1,
                Instant.EPOCH.plusMillis(jobs),
                Optional.empty(),
                0,
                3,
                LaneName.DEFAULT);
    }
}
