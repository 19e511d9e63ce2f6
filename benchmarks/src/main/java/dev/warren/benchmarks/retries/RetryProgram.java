package dev.warren.benchmarks.retries;

import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.lanes.Prefetch;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.RetryPolicy;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A worker whose handler fails every job once, and which ends when each has succeeded. */
public final class RetryProgram {
    private static final JobType<NoOpJob> TYPE = NoOpJob.TYPE.retrying(RetryPolicy.intervals(Duration.ofMillis(250)));
    private static final int SLOTS = 2;
    private static final int PREFETCH = 5_000;

    private final AtomicLong began = new AtomicLong();
    private final CountDownLatch left;

    private RetryProgram(int jobs) {
        this.left = new CountDownLatch(jobs);
    }

    /** Arguments: the broker's address, the queues' type, jobs, and a store for {@link StoreKind#open}. */
    public static void main(String[] args) throws InterruptedException {
        Jobs jobs = new Jobs(args[0], QueueType.valueOf(args[1]), List.of(LaneName.BULK));
        RetryProgram program = new RetryProgram(Integer.parseInt(args[2]));
        try (IdempotencyStore store = StoreKind.open(args[3]);
                Worker worker = program.worker(jobs, store)) {
            program.left.await();
            Program.print("seconds", (System.nanoTime() - program.began.get()) / 1e9);
            worker.close(Duration.ofSeconds(5));
        }
    }

    private Worker worker(Jobs jobs, IdempotencyStore store) {
        return Worker.builder(RabbitBroker.at(jobs.uri()))
                .topology(jobs.topology())
                .lanes(LaneName.BULK)
                .slots(SLOTS)
                .prefetch(Prefetch.fixed(PREFETCH))
                .store(store)
                .run(TYPE, this::failOnce)
                .start();
    }

    private void failOnce(Job<NoOpJob> job) {
        if (job.attempt() == 1) {
            began.compareAndSet(0, System.nanoTime());
            throw new IllegalStateException("the first attempt fails");
        }
        left.countDown();
    }
}
