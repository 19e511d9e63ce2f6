package dev.warren.benchmarks.footprint;

import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.consume.Worker;
import dev.warren.lanes.Prefetch;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A worker that is full of jobs, and says what they weigh. */
public final class HoldingProgram {
    private static final int BYTES = 256;
    private static final int SLOTS = 2;
    private static final int COLLECTIONS = 3;
    private static final Duration CONSUMES_WITHIN = Duration.ofSeconds(20);
    private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(30);
    private static final Duration CLAIMED_WITHIN = Duration.ofSeconds(1);

    private HoldingProgram() {}

    /** Arguments: the broker's address, the queues' type, and how many jobs it holds, which it enqueues itself. */
    public static void main(String[] args) throws Exception {
        Jobs jobs = new Jobs(args[0], QueueType.valueOf(args[1]), List.of(LaneName.BULK));
        int count = Integer.parseInt(args[2]);
        CountDownLatch end = new CountDownLatch(1);
        Worker worker = Worker.builder(RabbitBroker.at(jobs.uri()))
                .topology(jobs.topology())
                .lanes(LaneName.BULK)
                .slots(SLOTS)
                .prefetch(Prefetch.fixed(count))
                .run(NoOpJob.TYPE, job -> end.await())
                .start();
        worker.awaitConsuming(CONSUMES_WITHIN);
        long empty = heapAfterCollecting();
        jobs.fill(count, BYTES);
        awaitArrival(jobs);
        Program.print("bytesEach", (heapAfterCollecting() - empty) / (double) count);
        end.countDown();
        worker.close(Duration.ZERO);
    }

    private static void awaitArrival(Jobs jobs) throws Exception {
        long deadline = System.nanoTime() + ARRIVED_WITHIN.toNanos();
        try (QueueWatch watch = jobs.watch()) {
            while (watch.depth() > 0) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(watch.depth() + " jobs did not arrive");
                }
                LockSupport.parkNanos(CLAIMED_WITHIN.toNanos() / 20);
            }
        }
        LockSupport.parkNanos(CLAIMED_WITHIN.toNanos());
    }

    private static long heapAfterCollecting() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
