package dev.warren.samples;

import dev.warren.consume.Worker;
import dev.warren.job.JobType;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The least there is to see: a job type, a worker and a publisher. The README shows it. */
public final class FirstJob {
    record Greeting(String name) {}

    static final JobType<Greeting> GREET = JobType.of("greet", Greeting.class);

    private FirstJob() {}

    /** Runs one job on the broker in {@code RABBITMQ_URI}, by default the one on this machine. */
    public static void main(String[] args) throws Exception {
        RabbitBroker broker =
                RabbitBroker.at(System.getenv().getOrDefault("RABBITMQ_URI", "amqp://guest:guest@localhost:5672"));
        CountDownLatch greeted = new CountDownLatch(1);
        try (SqliteStore store = SqliteStore.open(Path.of("jobs.db"));
                Worker worker = Worker.builder(broker)
                        .store(store)
                        .run(GREET, job -> {
                            System.out.println("Hello, " + job.payload().name());
                            greeted.countDown();
                        })
                        .start();
                Publisher publisher = Publisher.to(broker)) {
            worker.awaitConsuming(Duration.ofSeconds(30)); // the first worker declares the queues
            publisher.enqueue(GREET, new Greeting("Ada")).get(30, TimeUnit.SECONDS);
            if (!greeted.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody was greeted; consuming: " + worker.isConsuming());
            }
        }
    }
}
