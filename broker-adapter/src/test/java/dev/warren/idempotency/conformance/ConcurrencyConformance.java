package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads at the same keys, as of many workers and of the threads of one. */
abstract class ConcurrencyConformance extends Theme {
    private static final int THREADS = 8;
    private static final int PATIENCE_SECONDS = 60;

    /** Runs {@code work} on all threads at the same time; it is given the thread's number. */
    private static void allAtOnce(int threads, IntConsumer work) throws Exception {
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(pool.submit(() -> {
                    together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    work.accept(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<ClaimRequest> batch(int from, int to) {
        List<ClaimRequest> batch = new ArrayList<>();
        IntStream.range(from, to).forEach(i -> batch.add(request("k" + i, FIRST)));
        return batch;
    }

    @Test
    void grantsEachKeyToOneOfManyWorkersAndNoFenceTwice() throws Exception {
        int keys = 200;
        ConcurrentLinkedQueue<String> granted = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Long> fences = new ConcurrentLinkedQueue<>();
        allAtOnce(THREADS, thread -> {
            Owner owner = live("worker-" + thread);
            for (int from = 0; from < keys; from += 10) {
                List<ClaimRequest> batch = batch(from, from + 10);
                if (thread % 2 == 1) {
                    Collections.reverse(batch); // whoever locks keys in the order of the batch would now lock up
                }
                List<ClaimAnswer> answers = store.claim(owner, batch);
                for (int i = 0; i < answers.size(); i++) {
                    if (answers.get(i) instanceof ClaimAnswer.Granted grant) {
                        granted.add(batch.get(i).key().key());
                        fences.add(grant.fence());
                    } else {
                        assertThat(answers.get(i)).isInstanceOf(ClaimAnswer.Held.class);
                    }
                }
            }
        });
        assertThat(granted).hasSize(keys).doesNotHaveDuplicates();
        assertThat(fences).doesNotHaveDuplicates();
    }

    /** Each job runs {@code RUNS} times; whoever gets it decides the next run, and whoever comes first gets that. */
    private final class Relay {
        static final int JOBS = 20;
        static final int RUNS = 10;
        final AtomicIntegerArray nextRun =
                new AtomicIntegerArray(IntStream.range(0, JOBS).map(i -> 1).toArray());
        final AtomicIntegerArray inHand = new AtomicIntegerArray(JOBS);
        final Set<String> ran = ConcurrentHashMap.newKeySet();
        final Map<Integer, String> results = new ConcurrentHashMap<>();

        void take(Owner owner) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2);
            while (results.size() < JOBS && System.nanoTime() - end < 0) {
                for (int job = 0; job < JOBS; job++) {
                    int run = nextRun.get(job);
                    if (run <= RUNS && claim(owner, "k" + job, at(0, run)) instanceof ClaimAnswer.Granted granted) {
                        run(job, run, granted.fence());
                    }
                }
            }
        }

        private void run(int job, int run, long fence) {
            assertThat(inHand.incrementAndGet(job)).as("hands at job %s", job).isEqualTo(1);
            assertThat(ran.add(job + " run " + run))
                    .as("job %s, run %s is new", job, run)
                    .isTrue();
            inHand.decrementAndGet(job);
            String result = "\"" + fence + "\"";
            Decided decided = run < RUNS ? Claims.retry(at(0, run)) : Claims.succeed(result);
            assertThat(decide(fence, "k" + job, decided)).isEqualTo(Standing.RECORDED);
            mark(fence, "k" + job);
            if (run == RUNS) {
                results.put(job, result);
            }
            nextRun.incrementAndGet(job);
        }
    }

    @Test
    void everyRunIsOneWorkersAndNoDecisionIsLost() throws Exception {
        Relay relay = new Relay();
        allAtOnce(THREADS, thread -> relay.take(live("worker-" + thread)));
        assertThat(relay.ran).hasSize(Relay.JOBS * Relay.RUNS);
        for (int job = 0; job < Relay.JOBS; job++) {
            JobRecord record = record("k" + job);
            assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(record.coordinates()).isEqualTo(at(0, Relay.RUNS));
            assertThat(record.resultJson()).contains(relay.results.get(job));
        }
    }

    @Test
    void aCancellationAndAFinishNeverBothWin() throws Exception {
        int jobs = 100;
        List<FencedKey> claims = store.claim(ME, batch(0, jobs)).stream()
                .map(Theme::grantedFence)
                .collect(
                        ArrayList::new,
                        (all, fence) -> all.add(new FencedKey(key("k" + all.size()), fence)),
                        List::addAll);
        Standing[] finished = new Standing[jobs];
        CancelAnswer[] cancelled = new CancelAnswer[jobs];
        allAtOnce(2, thread -> {
            for (int i = 0; i < jobs; i++) {
                if (thread == 0) {
                    finished[i] = decide(claims.get(i).fence(), "k" + i, Claims.succeed("7"));
                } else {
                    cancelled[i] = store.cancel(key("k" + i));
                }
            }
        });
        for (int i = 0; i < jobs; i++) {
            boolean isDone = finished[i] == Standing.RECORDED;
            assertThat(cancelled[i]).isEqualTo(isDone ? CancelAnswer.TOO_LATE : CancelAnswer.CANCELLED);
            assertThat(record("k" + i).status()).isEqualTo(isDone ? JobStatus.SUCCEEDED : JobStatus.CANCELLED);
        }
    }

    @Test
    void aLostWorkersJobsPassToOneEach() throws Exception {
        int keys = 50;
        store.claim(OTHER, batch(0, keys)).forEach(Theme::grantedFence);
        lapse();
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        allAtOnce(THREADS, thread -> {
            Owner owner = live("worker-" + thread);
            List<ClaimRequest> batch = batch(0, keys);
            List<ClaimAnswer> answers = store.claim(owner, batch);
            for (int i = 0; i < keys; i++) {
                if (answers.get(i) instanceof ClaimAnswer.Suspect) {
                    taken.add(batch.get(i).key().key());
                }
            }
        });
        assertThat(taken).hasSize(keys).doesNotHaveDuplicates();
    }

    @Test
    void aJobIsGrantedOnceHoweverLateItIsRegistered() throws Exception {
        int keys = 200;
        ConcurrentLinkedQueue<Long> fences = new ConcurrentLinkedQueue<>();
        allAtOnce(2, thread -> {
            for (int from = 0; from < keys; from += 10) {
                List<ClaimRequest> batch = batch(from, from + 10);
                if (thread == 0) {
                    Collections.reverse(batch);
                    store.register(batch.stream()
                            .map(request -> Claims.registration(request, Claims.START))
                            .toList());
                } else {
                    store.claim(ME, batch).forEach(answer -> fences.add(grantedFence(answer)));
                }
            }
        });
        assertThat(fences).hasSize(keys).doesNotHaveDuplicates();
        for (int i = 0; i < keys; i++) {
            assertThat(record("k" + i).status()).isEqualTo(JobStatus.RUNNING);
            assertThat(fences).contains(record("k" + i).fence());
        }
    }

    @Test
    void forgettingGoesOnBesideEverythingElse() throws Exception {
        allAtOnce(4, thread -> {
            if (thread == 0) {
                for (int i = 0; i < 50; i++) {
                    store.expire(10);
                    store.overdue(Duration.ZERO, 10);
                }
                return;
            }
            Owner owner = live("worker-" + thread);
            for (int i = 0; i < 50; i++) {
                String job = thread + "." + i;
                long fence = granted(owner, job, FIRST);
                assertThat(decide(fence, job, Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
                assertThat(record(job).status()).isEqualTo(JobStatus.SUCCEEDED);
                store.heartbeat(owner, LONG_LEASE);
            }
        });
    }
}
