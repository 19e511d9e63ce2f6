package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One job's way through the whole of it, on a real broker. */
class JobLifeIT {
    record Greeting(String name, long number) {}

    private static final JobType<Greeting> GREET = JobType.of("greet", Greeting.class)
            .retrying(RetryPolicy.standard()
                    .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
                    .withMaxAttempts(3));

    private final RabbitBroker broker =
            RabbitBroker.at(TestBroker.shared().uri().toString());
    private final Topology topology = Topology.builder()
            .namespace("t-" + UUID.randomUUID().toString().substring(0, 8))
            .lanes(LaneName.DEFAULT)
            .ladder(new DelayLadder(Duration.ofMillis(250), 6))
            .build();

    @Test
    void runsRetriesDeadLettersAndDeduplicates() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Worker worker = Worker.builder(broker)
                        .topology(topology)
                        .metrics(registry)
                        .depthInterval(Duration.ofMillis(200))
                        .handle(GREET, job -> {
                            seen.add(job.payload().name() + job.attempt());
                            if (job.payload().name().equals("hopeless")) {
                                throw new IllegalStateException("no hope");
                            }
                            return JobResult.done(job.payload().number());
                        })
                        .start();
                Publisher publisher =
                        Publisher.builder(broker).topology(topology).start()) {
            worker.awaitConsuming(Duration.ofSeconds(20));
            publisher.enqueue(GREET, new Greeting("a", Long.MAX_VALUE)).get(10, TimeUnit.SECONDS);
            publisher.enqueue(GREET, new Greeting("hopeless", 1)).get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 3; i++) {
                publisher
                        .enqueue(NewJob.of(GREET, new Greeting("once", 1)).withId("same"))
                        .get(10, TimeUnit.SECONDS);
            }
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(seen).containsExactlyInAnyOrder("a1", "hopeless1", "hopeless2", "hopeless3", "once1");
                assertThat(registry.get("jobs.dead.letters").gauge().value()).isEqualTo(1);
            });
        }
        registry.getMeters().forEach(m -> System.out.println(m.getId() + " " + m.measure()));
    }
}
