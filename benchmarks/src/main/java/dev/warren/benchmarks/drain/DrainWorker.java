package dev.warren.benchmarks.drain;

import dev.warren.consume.Worker;
import dev.warren.lanes.Prefetch;
import dev.warren.rabbit.RabbitBroker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Warren's side: a worker with a no-op handler and the in-memory store, which ends after a number of jobs. */
public final class DrainWorker {
    private DrainWorker() {}

    /** Arguments: the broker's address, jobs, slots, prefetch. */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(Integer.parseInt(args[1]));
        Worker worker = Worker.builder(RabbitBroker.at(args[0]))
                .topology(NoOpJob.TOPOLOGY)
                .slots(Integer.parseInt(args[2]))
                .prefetch(Prefetch.fixed(Integer.parseInt(args[3])))
                .run(NoOpJob.TYPE, job -> left.countDown())
                .start();
        left.await();
        worker.close(Duration.ofSeconds(5));
    }
}
