package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.lanes.Prefetch;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Warren's side: a worker with a no-op handler, which ends after a number of jobs. */
public final class DrainWorker {
    private static final Duration LONGER_THAN_A_PAUSE = Duration.ofMinutes(1);

    private DrainWorker() {}

    /** Arguments: the broker's address, the queues' type, the lanes, jobs, slots, prefetch, and a store for {@link StoreKind#open}. */
    public static void main(String[] args) throws InterruptedException {
        try (IdempotencyStore store = StoreKind.open(args[6])) {
            drain(args, store);
        }
        Program.print("heapPeakBytes", heapPeak());
    }

    private static void drain(String[] args, IdempotencyStore store) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(Integer.parseInt(args[3]));
        Worker worker = Worker.builder(RabbitBroker.at(args[0]))
                .topology(NoOpJob.topology(QueueType.valueOf(args[1])))
                .lanes(Arrays.stream(args[2].split(",")).map(LaneName::new).toArray(LaneName[]::new))
                .slots(Integer.parseInt(args[4]))
                .store(store)
                .lease(LONGER_THAN_A_PAUSE)
                .prefetch(Prefetch.fixed(Integer.parseInt(args[5])))
                .run(NoOpJob.TYPE, job -> left.countDown())
                .start();
        left.await();
        worker.close(Duration.ofSeconds(5));
    }

    /** Garbage included. */
    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }
}
