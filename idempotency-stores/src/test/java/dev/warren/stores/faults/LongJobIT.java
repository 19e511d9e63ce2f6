package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.JobType;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.testbed.Bed;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that take longer than a lease, with two workers on one file. */
@Timeout(60)
class LongJobIT {
    private static final JobType<Integer> LONG = JobType.of("long", Integer.class);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration THREE_LEASES = LEASE.multipliedBy(3);

    @TempDir
    Path folder;

    private final Queue<String> starts = new ConcurrentLinkedQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CompletableFuture<Void> workDone = new CompletableFuture<>();

    @Test
    void aJobOfThreeLeasesRunsOnceThoughItIsDeliveredToASecondWorkerMeanwhile() throws Exception {
        try (Bed bed = Bed.make();
                IdempotencyStore storeOfOne = SqliteStore.open(folder.resolve("jobs.db"));
                IdempotencyStore storeOfOther = SqliteStore.open(folder.resolve("jobs.db"));
                Worker one = worker(bed, storeOfOne, "one");
                Worker other = worker(bed, storeOfOther, "other")) {
            one.awaitConsuming(Bed.SOON);
            other.awaitConsuming(Bed.SOON);
            bed.publish(Bed.properties("long", "job-1").build(), "1");
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            // The same message again, as after a lost connection: whoever gets it must leave the job alone.
            for (int i = 0; i < 4; i++) {
                bed.publish(Bed.properties("long", "job-1").build(), "1");
            }
            Awaitility.await("a duplicate that the second worker put off")
                    .atMost(Bed.SOON)
                    .until(() -> putOff(bed) > 0);
            workDone.completeOnTimeout(null, THREE_LEASES.toMillis(), TimeUnit.MILLISECONDS);

            JobKey key = new JobKey(bed.topology().namespace(), "", LONG.name(), "job-1");
            Awaitility.await("the job's end")
                    .atMost(Bed.SOON)
                    .until(() -> status(storeOfOne, key).equals(Optional.of(JobStatus.SUCCEEDED)));
            assertThat(List.copyOf(starts)).hasSize(1);
            Awaitility.await("the end of its duplicates")
                    .atMost(Bed.SOON)
                    .until(() -> one.inFlight() + other.inFlight() == 0 && bed.ready(bed.lane()) == 0);
            assertThat(List.copyOf(starts)).hasSize(1);
            assertThat(storeOfOne.find(key).orElseThrow().crashes()).isZero();
        }
    }

    private Worker worker(Bed bed, IdempotencyStore store, String name) {
        return bed.worker()
                .store(store)
                .lease(LEASE)
                .run(LONG, job -> {
                    starts.add(name);
                    started.countDown();
                    workDone.get();
                })
                .start();
    }

    private static double putOff(Bed bed) {
        return bed.registry().find("jobs.processed").tag("status", "deferred").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static Optional<JobStatus> status(IdempotencyStore store, JobKey key) {
        return store.find(key).map(JobRecord::status);
    }
}
