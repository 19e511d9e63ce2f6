package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.consume.Worker;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.testbed.Bed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs under one lock, delivered by a real broker to two workers, each with a store of its own on one Redis. */
@Tag("store-server")
@Timeout(60)
class UniqueJobsOnRedisIT {
    private static final JobType<Integer> NOTE = JobType.of("note", Integer.class);

    private final Bed bed = Bed.make();
    private final String name = TestRedis.freshName();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void removeAll() {
        bed.close();
        TestRedis.remove(TestRedis.uri(), name);
    }

    private void work(Job<Integer> job) throws InterruptedException {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        ran.add(job.id().value());
        release.await(30, TimeUnit.SECONDS);
        running.decrementAndGet();
    }

    private void publish(String id, String conflict) {
        Map<String, Object> headers =
                Map.of("unique-key", "user-42", "unique-until", "running", "unique-conflict", conflict);
        bed.publish(Bed.properties("note", id).headers(headers).build(), "1");
    }

    private Worker worker(RedisStore store) {
        return bed.worker().store(store).slots(2).run(NOTE, this::work).start();
    }

    private Optional<JobStatus> status(RedisStore store, String id) {
        return store.find(new JobKey(bed.topology().namespace(), "", NOTE.name(), id))
                .map(JobRecord::status);
    }

    private double count(String status) {
        return bed.registry().find("jobs.processed").tag("status", status).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void oneRunsAtATimeWhicheverWorkerHasIt() throws Exception {
        try (RedisStore storeOfOne = TestRedis.open(TestRedis.uri(), name);
                RedisStore storeOfOther = TestRedis.open(TestRedis.uri(), name);
                Worker one = worker(storeOfOne);
                Worker other = worker(storeOfOther)) {
            one.awaitConsuming(Bed.SOON);
            other.awaitConsuming(Bed.SOON);
            publish("first", "wait");
            await().atMost(Bed.SOON).until(() -> ran.contains("first"));
            List.of("a", "b", "c", "d").forEach(id -> publish(id, "wait"));
            publish("skipped", "skip");
            await().atMost(Bed.SOON).until(() -> count("deferred") >= 4 && count("skipped") == 1);
            assertThat(ran).containsExactly("first");
            release.countDown();
            await().atMost(Bed.SOON).until(() -> count("succeeded") == 5);
            assertThat(status(storeOfOther, "skipped")).contains(JobStatus.CANCELLED);
            assertThat(status(storeOfOne, "first")).contains(JobStatus.SUCCEEDED);
        }
        assertThat(ran).containsExactlyInAnyOrder("first", "a", "b", "c", "d");
        assertThat(mostAtOnce).hasValue(1);
        assertThat(bed.takeDead()).isEmpty();
    }
}
