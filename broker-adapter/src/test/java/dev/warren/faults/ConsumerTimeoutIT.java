package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.consume.Worker;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.testbed.Logged;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A job that takes longer than the broker's {@code consumer_timeout}, here a few seconds instead of 30 minutes. */
class ConsumerTimeoutIT {
    private static final JobType<String> TYPE = JobType.of("long", String.class);
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Queue<String> started = new ConcurrentLinkedQueue<>();
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void runsEachJobOnceAndAcksItWhenItOutlivesTheTimeoutMoreThanOnce() throws Exception {
        try (PrivateNode node = PrivateNode.start("timeout")) {
            shortenTheTimeout(node);
            try (HandMade made = HandMade.on(node.uri(), LaneName.DEFAULT).declareAll();
                    Logged log = Logged.by("dev.warren")) {
                workThroughTwoTimeouts(node, made, log);
                assertThat(ended).containsExactlyInAnyOrderElementsOf(IDS);
                assertThat(started).doesNotHaveDuplicates();
                assertThat(made.takeAll(LaneName.DEFAULT)).as("not acked").isEmpty();
                assertThat(log.events("session ended"))
                        .allSatisfy(event -> assertThat(event.getFormattedMessage())
                                .containsPattern(
                                        "delivery acknowledgement on channel \\d+ timed out|consumer_timeout"));
            }
        }
    }

    private void workThroughTwoTimeouts(PrivateNode node, HandMade made, Logged log) throws Exception {
        RabbitBroker broker = RabbitBroker.at(node.uri().toString());
        try (Worker worker = worker(broker, made);
                Publisher publisher = publisher(broker, made)) {
            worker.awaitConsuming(SOON);
            for (String id : IDS) {
                publisher.enqueue(NewJob.of(TYPE, id).withId(id)).get(10, TimeUnit.SECONDS);
            }
            await().atMost(SOON)
                    .until(() -> log.events("consumes the lanes").size() == 3 && made.ready(LaneName.DEFAULT) == 0);
            assertThat(started).as("a slot each, and no redelivery started").hasSize(2);
            goOn.countDown();
            await().atMost(SOON).until(() -> ended.size() == IDS.size() && worker.inFlight() == 0);
        } finally {
            goOn.countDown();
        }
    }

    /** As if it stood in {@code rabbitmq.conf}; and the channels of RabbitMQ before 4.3 look every second instead of every minute. */
    private static void shortenTheTimeout(PrivateNode node) {
        node.ctl("eval", "application:set_env(rabbit, consumer_timeout, 2000).");
        node.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 1000).");
    }

    private Worker worker(RabbitBroker broker, HandMade made) {
        return Worker.builder(broker)
                .topology(made.topology())
                .metrics(new SimpleMeterRegistry())
                .slots(2)
                .reconnect(Backoff.intervals(Duration.ofMillis(100)))
                .run(TYPE, job -> {
                    started.add(job.payload());
                    goOn.await();
                    ended.add(job.payload());
                })
                .start();
    }

    private static Publisher publisher(RabbitBroker broker, HandMade made) {
        return Publisher.builder(broker)
                .topology(made.topology())
                .metrics(new SimpleMeterRegistry())
                .start();
    }
}
