package dev.warren.samples;

import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the {@code main} of every sample does: starts a worker, enqueues some jobs, prints each attempt, and stops when all have ended.
 * Uses the broker in {@code RABBITMQ_URI}, by default the one on this machine, and the namespace {@code samples}, so that it touches no
 * other jobs there.
 */
public final class SampleRun {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CountDownLatch unfinished;

    private SampleRun(int jobs) {
        this.unfinished = new CountDownLatch(jobs);
    }

    /** The broker's address: {@code RABBITMQ_URI}, or the broker on this machine. */
    public static String brokerAddress() {
        return System.getenv().getOrDefault("RABBITMQ_URI", "amqp://guest:guest@localhost:5672");
    }

    /** Exchanges and queues of a demonstration: short delays, and few queues. */
    public static Topology topology(String namespace) {
        return Topology.builder()
                .namespace(namespace)
                .ladder(new DelayLadder(Duration.ofMillis(100), 8))
                .build();
    }

    /**
     * Runs {@code jobs} to their ends.
     *
     * @throws IllegalStateException when they take longer than a minute
     */
    public static <P> void run(IdempotencyStore store, JobType<P> type, JobHandler<P> handler, List<NewJob<P>> jobs)
            throws Exception {
        SampleRun run = new SampleRun(jobs.size());
        RabbitBroker broker = RabbitBroker.at(brokerAddress());
        Topology topology = topology("samples");
        try (Worker worker = Worker.builder(broker)
                        .topology(topology)
                        .store(store)
                        .handle(type, job -> run.attempt(handler, job))
                        .start();
                Publisher publisher =
                        Publisher.builder(broker).topology(topology).start()) {
            worker.awaitConsuming(PATIENCE);
            for (NewJob<P> job : jobs) {
                say("enqueued " + publisher.enqueue(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            if (!run.unfinished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(run.unfinished.getCount() + " jobs have not ended after " + PATIENCE);
            }
        }
    }

    /**
     * The same with the store in {@code jobs.db}, in the directory it is run in.
     *
     * @throws IllegalStateException when they take longer than a minute
     */
    public static <P> void run(JobType<P> type, JobHandler<P> handler, List<NewJob<P>> jobs) throws Exception {
        try (SqliteStore store = SqliteStore.open(Path.of("jobs.db"))) {
            run(store, type, handler, jobs);
        }
    }

    private <P> JobResult attempt(JobHandler<P> handler, Job<P> job) throws Exception {
        String attempt = job.id() + ", attempt " + job.attempt() + " of " + job.maxAttempts() + ": ";
        try {
            JobResult result = handler.handle(job);
            say(attempt + result);
            unfinished.countDown();
            return result;
        } catch (Exception e) {
            say(attempt + "failed: " + e.getMessage());
            if (job.isLastAttempt()) {
                unfinished.countDown();
            }
            throw e;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
