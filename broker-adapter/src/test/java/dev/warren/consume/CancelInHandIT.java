package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.rabbitmq.client.AMQP.BasicProperties;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job cancelled in the middle of its handler, on a real broker with several workers. */
class CancelInHandIT {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);

    private final Bed bed = Bed.make();
    private final IdempotencyStore store = InMemoryStore.create();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private JobResult handle(Job<Note> job) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return JobResult.done();
        } catch (InterruptedException e) {
            ends.add(job.id() + (job.isCancelled() ? " cancelled" : " interrupted"));
            throw new IllegalStateException("what it throws is of no account", e);
        }
    }

    @Test
    void theWorkerThatHasItInterruptsIt() throws Exception {
        String body = "{\"namespace\":\"" + bed.topology().namespace()
                + "\",\"tenant\":\"acme\",\"type\":\"note\",\"key\":\"k\"}";
        BasicProperties asked = properties("note", "a")
                .headers(Map.of("tenant-id", "acme", "idempotency-key", "k"))
                .build();
        try (Logged log = Logged.by("dev.warren.jobs");
                Worker one =
                        bed.worker().store(store).handle(NOTE, this::handle).start();
                Worker other =
                        bed.worker().store(store).handle(NOTE, this::handle).start()) {
            one.awaitConsuming(SOON);
            other.awaitConsuming(SOON);
            bed.publish(asked, "{\"text\":\"t\"}");
            begun.await();
            JobKey key = new JobKey(bed.topology().namespace(), "acme", new JobTypeName("note"), "k");
            assertThat(store.cancel(key)).isEqualTo(CancelAnswer.CANCELLED);
            bed.publish(
                    bed.topology().controlExchange(),
                    "",
                    new BasicProperties.Builder().type("warren.cancel").build(),
                    body.getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON).until(() -> ends.size() == 1 && one.inFlight() + other.inFlight() == 0);
            assertThat(ends).containsExactly("a cancelled");
            assertThat(store.find(key).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(log.events().stream()
                            .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                            .map(event -> event.getMessage())
                            .toList())
                    .isEqualTo(List.of(JobEvent.CANCELLED_IN_HAND.text()));
        }
        assertThat(bed.ready(bed.lane())).isZero();
        assertThat(bed.takeDead()).isEmpty();
    }
}
