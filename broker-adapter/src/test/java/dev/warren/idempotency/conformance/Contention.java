package dev.warren.idempotency.conformance;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A round of random calls on few keys by several threads, as of four workers, and what was answered. It has three parts; in the second the
 * leases of two of the workers end. In each part the threads meet at one pair of keys after another.
 */
final class Contention {
    private static final int THREADS = 4;
    private static final int PAIRS = 8;
    private static final int CALLS = 3;
    private static final int PATIENCE_SECONDS = 60;

    /** What the store answers to one call in so many is thrown away, as if it had not come. */
    private static final int LOST = 20;

    private static final Duration LONG_LEASE = Duration.ofMinutes(10);
    private static final String CLOCK = "clock";

    private enum Part {
        BEFORE,
        WHILE_LEASES_END,
        AFTERWARDS
    }

    private final StoreFixture fixture;
    private final List<IdempotencyStore> stores;
    private final long seed;
    private final List<Owner> steady;
    private final List<Owner> lapsing;
    private final List<Owner> owners = new ArrayList<>();
    private final Map<JobKey, List<Call>> histories = new ConcurrentHashMap<>();
    private final Map<JobKey, List<Known>> known = new ConcurrentHashMap<>();
    private final List<Span> spans = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS + 1);
    private final CyclicBarrier together = new CyclicBarrier(THREADS, this::betweenPairs);

    // Written while all threads wait at the barrier, or after they have ended.
    private int meetings;
    private long renewed = System.nanoTime();
    private boolean isTooSlow;
    private @Nullable Future<Passed> passing;

    /** When the leases ended: somewhere between these two. */
    private record Passed(long asked, long answered) {}

    /** From when to when a store worked for a history, whether its answer came or got lost. */
    private record Span(JobKey history, long asked, long answered) {}

    /** A claim somebody was granted. */
    private record Known(long fence, Coordinates coordinates) {}

    /**
     * A round.
     *
     * @param stores one, or several on the same place
     * @param seed decides what is asked, and makes the names; another one for each round on a place
     */
    Contention(StoreFixture fixture, List<IdempotencyStore> stores, long seed) {
        this.fixture = fixture;
        this.stores = stores;
        this.seed = seed;
        this.steady = List.of(new Owner("steady-1." + seed), new Owner("steady-2." + seed));
        this.lapsing = List.of(new Owner("brief-1." + seed), new Owner("brief-2." + seed));
        owners.addAll(steady);
        owners.addAll(lapsing);
    }

    /** One history for each key, or each pair that shares a lock; none when this machine was too slow for the store's leases. */
    List<List<Call>> run() throws Exception {
        steady.forEach(owner -> renew(owner, LONG_LEASE));
        lapsing.forEach(owner -> renew(owner, fixture.lease()));
        renewed = System.nanoTime();
        List<Future<?>> working = new ArrayList<>();
        try {
            for (int t = 0; t < THREADS; t++) {
                Caller caller = new Caller(t);
                working.add(pool.submit(() -> {
                    caller.work();
                    return null;
                }));
            }
            awaitAll(working);
            logLapses();
        } finally {
            pool.shutdownNow();
        }
        return isTooSlow ? List.of() : List.copyOf(histories.values());
    }

    /** When one thread fails, the others only say that it does not come to the next meeting. */
    private static void awaitAll(List<Future<?>> working) throws Exception {
        Optional<Exception> failure = Optional.empty();
        for (Future<?> each : working) {
            try {
                each.get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failure = failure.isEmpty() || !(e.getCause() instanceof BrokenBarrierException)
                        ? Optional.of(e)
                        : failure;
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void renew(Owner owner, Duration lease) {
        if (stores.get(0).heartbeat(owner, lease) == Lease.LAPSED) {
            isTooSlow = true;
        }
    }

    // Between pairs: all threads wait.

    private void betweenPairs() {
        Part part = Part.values()[meetings / PAIRS];
        int pair = meetings++ % PAIRS;
        switch (part) {
            case BEFORE -> renewInTime();
            case WHILE_LEASES_END -> {
                if (pair <= PAIRS / 2) {
                    renewInTime();
                }
                if (pair == PAIRS / 2) {
                    passing = pool.submit(this::pass);
                }
            }
            case AFTERWARDS -> {
                passed();
                requireLapsed();
            }
        }
    }

    private void renewInTime() {
        if (System.nanoTime() - renewed > fixture.lease().toNanos() / 2) {
            isTooSlow = true; // a lease may have ended before its time here
        }
        renewed = System.nanoTime();
        lapsing.forEach(owner -> renew(owner, fixture.lease()));
    }

    private Passed pass() {
        long asked = System.nanoTime();
        fixture.pass(fixture.lease().plus(fixture.grain()));
        return new Passed(asked, System.nanoTime());
    }

    private Passed passed() {
        if (passing == null) {
            throw new IllegalStateException("no time has passed");
        }
        try {
            return passing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the time does not pass", e);
        }
    }

    private void logLapses() {
        Passed passed = passed();
        for (JobKey history : List.copyOf(histories.keySet())) {
            long answered = lastUnderWay(history, passed);
            for (Owner owner : lapsing) {
                log(new Call(CLOCK, history, new Ask.Lapse(owner), Optional.of(Ask.DONE), passed.asked(), answered));
            }
        }
    }

    /**
     * A store reads the clock when it begins with a call, and what it writes is seen a moment later. So a call that was under way when the
     * leases ended may take effect afterwards as if they had not: for this history they end when the last such call has been answered.
     */
    private long lastUnderWay(JobKey history, Passed passed) {
        return spans.stream()
                .filter(span -> span.history().equals(history) && span.asked() <= passed.answered())
                .mapToLong(Span::answered)
                .reduce(passed.answered(), Math::max);
    }

    private void requireLapsed() {
        for (Owner owner : lapsing) {
            if (stores.get(0).heartbeat(owner, fixture.lease()) != Lease.LAPSED) {
                throw new AssertionError("the lease of " + owner + " had ended and was renewed");
            }
        }
    }

    private List<JobKey> keys(int pair) {
        return List.of(Claims.key("a" + pair + "." + seed), Claims.key("b" + pair + "." + seed));
    }

    /** Jobs that share a lock have a history together, under the name of the first. */
    private JobKey historyOf(JobKey key) {
        return uniquenessOf(key).isPresent() ? keys(pairOf(key)).get(0) : key;
    }

    private static int pairOf(JobKey key) {
        return key.key().charAt(1) - '0';
    }

    /** What the two jobs of some pairs ask for, if the store knows locks: one of them at a time, or one until its end. */
    private Optional<Uniqueness> uniquenessOf(JobKey key) {
        if (!(stores.get(0) instanceof LockingStore)) {
            return Optional.empty();
        }
        Uniqueness shared = Uniqueness.of("pair-" + pairOf(key) + "." + seed);
        return switch (pairOf(key)) {
            case 0, 1 -> Optional.of(shared.whileRunning());
            case 2 -> Optional.of(shared);
            default -> Optional.empty();
        };
    }

    private void log(Call call) {
        histories
                .computeIfAbsent(historyOf(call.key()), k -> Collections.synchronizedList(new ArrayList<>()))
                .add(call);
    }

    /** One thread, now of this worker and now of that. */
    private final class Caller {
        private final String name;
        private final IdempotencyStore store;
        private final Random random;

        Caller(int thread) {
            this.name = "thread " + thread;
            this.store = stores.get(thread % stores.size());
            this.random = new Random(31 * seed + thread);
        }

        void work() throws InterruptedException, BrokenBarrierException, TimeoutException {
            for (int meeting = 0; meeting < Part.values().length * PAIRS; meeting++) {
                together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                for (int i = 0; i < CALLS; i++) {
                    callSomething(some(keys(meeting % PAIRS)));
                }
            }
        }

        /** Mostly one of the two, else both in any order. */
        private List<JobKey> some(List<JobKey> keys) {
            List<JobKey> mixed = new ArrayList<>(keys);
            Collections.shuffle(mixed, random);
            return random.nextInt(4) == 0 ? mixed : mixed.subList(0, 1);
        }

        private void callSomething(List<JobKey> keys) {
            int dice = random.nextInt(100);
            if (dice < 42) {
                claim(owners.get(random.nextInt(owners.size())), keys);
            } else if (dice < 64) {
                decide(keys);
            } else if (dice < 74) {
                mark(keys);
            } else if (dice < 80) {
                release(keys);
            } else if (dice < 87) {
                start(keys);
            } else if (dice < 89) {
                cancel(keys.get(0));
            } else if (dice < 92) {
                register(keys);
            } else if (dice < 94) {
                report(keys);
            } else {
                find(keys.get(0));
            }
        }

        private void claim(Owner owner, List<JobKey> keys) {
            List<ClaimRequest> batch = keys.stream().map(this::request).toList();
            List<Ask> asks = new ArrayList<>();
            batch.forEach(request -> asks.add(new Ask.Claim(owner, request)));
            List<?> answers = call(keys, asks, () -> store.claim(owner, batch));
            for (int i = 0; i < answers.size(); i++) {
                long fence = fence(answers.get(i));
                if (fence != 0) {
                    known(keys.get(i)).add(new Known(fence, batch.get(i).coordinates()));
                }
            }
        }

        private long fence(Object answer) {
            if (answer instanceof ClaimAnswer.Granted granted) {
                return granted.fence();
            }
            return answer instanceof ClaimAnswer.Suspect suspect ? suspect.fence() : 0;
        }

        private ClaimRequest request(JobKey key) {
            Known last = claimOf(key);
            boolean again =
                    last.fence() != 0 && random.nextInt(uniquenessOf(key).isEmpty() ? 4 : 2) == 0;
            ClaimRequest plain = Claims.request(key, last.fence() == 0 ? last.coordinates() : after(last));
            int payload = random.nextInt(20);
            ClaimRequest request = Claims.carrying(
                    plain,
                    (random.nextInt(4) == 0 ? "alias of " : "first of ") + key.key(),
                    payload == 0 ? 0 : payload == 1 ? 8 : 7);
            if (again) {
                request = Claims.inHand(request, last.fence());
            }
            Optional<Uniqueness> unique = uniquenessOf(key).map(this::onConflict);
            if (unique.isPresent()) {
                request = Claims.unique(request, unique.get());
            }
            return random.nextInt(40) == 0 ? Claims.expiring(request, Instant.EPOCH) : request;
        }

        /** Mostly it waits for its key; now and then it is over with it, or with the other. */
        private Uniqueness onConflict(Uniqueness skipping) {
            return switch (random.nextInt(20)) {
                case 0 -> skipping;
                case 1, 2 -> skipping.replacing();
                default -> skipping.waiting();
            };
        }

        private Coordinates after(Known claim) {
            int dice = random.nextInt(100);
            if (dice < 35) {
                return claim.coordinates();
            }
            if (dice < 80) {
                return claim.coordinates().nextRun();
            }
            return dice < 92 ? claim.coordinates().nextLife() : Coordinates.FIRST;
        }

        private void decide(List<JobKey> keys) {
            List<Settlement> batch = keys.stream().map(this::settlement).toList();
            List<Ask> asks = new ArrayList<>();
            batch.forEach(settlement -> asks.add(new Ask.Decide(settlement)));
            call(keys, asks, () -> store.decide(batch));
        }

        private Settlement settlement(JobKey key) {
            Known claim = claimOf(key);
            return new Settlement(new FencedKey(key, claim.fence()), decided(claim.coordinates()));
        }

        private Decided decided(Coordinates at) {
            int dice = random.nextInt(100);
            if (dice < 45) {
                return Claims.retry(at);
            }
            if (dice < 60) {
                return Claims.snooze(at);
            }
            if (dice < 80) {
                return Claims.dead();
            }
            return dice < 90 ? Claims.succeedAndPublish("8") : Claims.succeed("7");
        }

        private void mark(List<JobKey> keys) {
            List<FencedKey> batch = claims(keys);
            call(keys, batch.stream().map(claim -> (Ask) new Ask.Mark(claim)).toList(), () -> {
                store.mark(batch);
                return Collections.nCopies(keys.size(), Ask.DONE);
            });
        }

        private void release(List<JobKey> keys) {
            List<FencedKey> batch = claims(keys);
            call(keys, batch.stream().map(claim -> (Ask) new Ask.Release(claim)).toList(), () -> {
                store.release(batch);
                return Collections.nCopies(keys.size(), Ask.DONE);
            });
        }

        private void start(List<JobKey> keys) {
            List<FencedKey> batch = claims(keys);
            call(keys, batch.stream().map(claim -> (Ask) new Ask.Start(claim)).toList(), () -> store.start(batch));
        }

        private void register(List<JobKey> keys) {
            List<Registration> batch = keys.stream()
                    .map(key -> Claims.registration(
                            Claims.carrying(Claims.request(key, Coordinates.FIRST), "first of " + key.key(), 7),
                            Claims.START))
                    .toList();
            List<Ask> asks = new ArrayList<>();
            batch.forEach(registration -> asks.add(new Ask.Register(registration)));
            call(keys, asks, () -> {
                store.register(batch);
                return Collections.nCopies(keys.size(), Ask.DONE);
            });
        }

        private void report(List<JobKey> keys) {
            List<ProgressReport> batch = claims(keys).stream()
                    .map(claim -> new ProgressReport(claim, new Progress(random.nextInt(100), 100, "")))
                    .toList();
            List<Ask> asks = new ArrayList<>();
            batch.forEach(report -> asks.add(new Ask.Report(report)));
            call(keys, asks, () -> {
                store.report(batch);
                return Collections.nCopies(keys.size(), Ask.DONE);
            });
        }

        private void cancel(JobKey key) {
            call(List.of(key), List.of(new Ask.Cancel(key)), () -> List.<CancelAnswer>of(store.cancel(key)));
        }

        private void find(JobKey key) {
            call(List.of(key), List.of(new Ask.Find()), () -> List.of(new Ask.Found(store.find(key))));
        }

        private List<FencedKey> claims(List<JobKey> keys) {
            return keys.stream()
                    .map(key -> new FencedKey(key, claimOf(key).fence()))
                    .toList();
        }

        private List<Known> known(JobKey key) {
            return known.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()));
        }

        /** Mostly the last one anybody was granted. */
        private Known claimOf(JobKey key) {
            List<Known> all = List.copyOf(known(key));
            if (all.isEmpty()) {
                return new Known(0, Coordinates.FIRST);
            }
            return all.get(random.nextInt(4) == 0 ? random.nextInt(all.size()) : all.size() - 1);
        }

        /** Answers nothing when the answers got lost. */
        private List<?> call(List<JobKey> keys, List<Ask> asks, Supplier<List<?>> how) {
            long asked = System.nanoTime();
            List<?> answers = answers(keys.size(), how);
            long answered = System.nanoTime();
            keys.forEach(key -> spans.add(new Span(historyOf(key), asked, answered)));
            if (random.nextInt(LOST) == 0) {
                answers = List.of();
            }
            for (int i = 0; i < keys.size(); i++) {
                JobKey key = keys.get(i);
                log(
                        answers.isEmpty()
                                ? new Call(name, key, asks.get(i), Optional.empty(), asked, Call.NEVER)
                                : new Call(name, key, asks.get(i), Optional.of(answers.get(i)), asked, answered));
            }
            return answers;
        }

        private List<?> answers(int entries, Supplier<List<?>> how) {
            try {
                return how.get();
            } catch (LeaseLapsedException e) {
                return Collections.nCopies(entries, Ask.NO_LEASE);
            } catch (StoreException e) {
                return List.of();
            }
        }
    }
}
