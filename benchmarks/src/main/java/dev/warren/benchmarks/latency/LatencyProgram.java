package dev.warren.benchmarks.latency;

import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Warren's side: a publisher at a fixed rate and a worker, in one process, so that one clock times both. */
public final class LatencyProgram {
    private static final Duration CONSUMES_WITHIN = Duration.ofSeconds(20);
    private static final int SLOTS = 2;

    private final int rate;
    private final long[] began;
    private final AtomicLongArray took;
    private final CountDownLatch left;

    private LatencyProgram(int rate, int seconds) {
        this.rate = rate;
        this.began = new long[rate * seconds];
        this.took = new AtomicLongArray(began.length);
        this.left = new CountDownLatch(began.length);
    }

    /** Arguments: the broker's address, the queues' type, jobs a second, seconds, bytes, and a store for {@link StoreKind#open}. */
    @SuppressWarnings("SystemOut") // the way to the parent
    public static void main(String[] args) throws Exception {
        Jobs jobs = new Jobs(args[0], QueueType.valueOf(args[1]), List.of(LaneName.BULK));
        LatencyProgram program = new LatencyProgram(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        try (IdempotencyStore store = StoreKind.open(args[5]);
                Worker worker = program.worker(jobs, store);
                Publisher publisher = Publisher.builder(RabbitBroker.at(jobs.uri()))
                        .topology(jobs.topology())
                        .start()) {
            worker.awaitConsuming(CONSUMES_WITHIN);
            program.publish(publisher, Integer.parseInt(args[4]));
            if (!program.left.await(CONSUMES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(program.left.getCount() + " jobs did not come");
            }
        }
        program.seconds().forEach(second -> System.out.println(second.line()));
    }

    private Worker worker(Jobs jobs, IdempotencyStore store) {
        return Worker.builder(RabbitBroker.at(jobs.uri()))
                .topology(jobs.topology())
                .lanes(LaneName.BULK)
                .slots(SLOTS)
                .store(store)
                .run(NoOpJob.TYPE, job -> arrived((int) job.payload().number()))
                .start();
    }

    private void arrived(int number) {
        took.set(number, System.nanoTime() - began[number]); // written before the job was published
        left.countDown();
    }

    private void publish(Publisher publisher, int bytes) {
        long start = System.nanoTime();
        for (int number = 0; number < began.length; number++) {
            long due = start + number * 1_000_000_000L / rate;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            began[number] = System.nanoTime();
            publisher.enqueue(NoOpJob.of(number, bytes));
        }
    }

    private List<Percentiles> seconds() {
        long[] all = new long[began.length];
        Arrays.setAll(all, took::get);
        return IntStream.range(0, all.length / rate)
                .mapToObj(second -> Percentiles.ofNanos(Arrays.copyOfRange(all, second * rate, (second + 1) * rate)))
                .toList();
    }
}
