package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.job.JobType;
import dev.warren.lanes.LaneShares;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Critical jobs do not wait behind bulk ones, however many there are. */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CriticalLatencyIT {
    private static final int BULK_JOBS = 100_000;
    private static final int SLOTS = 4;
    private static final Duration BULK_JOB_TAKES = Duration.ofMillis(50);

    /** For the way through publisher, broker and claim on a busy two-core machine; the wait for a slot comes on top. */
    private static final Duration WAY = Duration.ofMillis(100);

    record Call(long sentNanos) {}

    private static final JobType<Call> BULK = JobType.of("report", Call.class).onLane(LaneName.BULK);
    private static final JobType<Call> CRITICAL =
            JobType.of("alarm", Call.class).onLane(LaneName.CRITICAL);

    private final RabbitBroker broker =
            RabbitBroker.at(TestBroker.shared().uri().toString());
    private final Topology topology = Topology.builder()
            .namespace("t-" + UUID.randomUUID().toString().substring(0, 8))
            .lanes(LaneName.CRITICAL, LaneName.BULK)
            .ladder(new DelayLadder(Duration.ofMillis(250), 4))
            .build();
    private final ConcurrentLinkedQueue<Long> criticalWaitMillis = new ConcurrentLinkedQueue<>();

    @BeforeAll
    void fillTheBulkLane() {
        broker.declare(topology);
        try (Publisher publisher = Publisher.builder(broker)
                .topology(topology)
                .settings(SenderSettings.STANDARD.withWindow(2_000).withRoomWithin(Duration.ofMinutes(1)))
                .start()) {
            List<Enqueued> enqueued = publisher.enqueueAll(LongStream.range(0, BULK_JOBS)
                    .mapToObj(i -> NewJob.of(BULK, new Call(i)))
                    .toList());
            assertThat(enqueued).allMatch(Enqueued::isConfirmed);
        }
    }

    @AfterAll
    void throwAway() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(TestBroker.shared().uri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (QueueSpec queue : topology.queues()) {
                channel.queueDelete(queue.name());
            }
        }
    }

    @Test
    void aReservedSlotTakesACriticalJobAtOnce() throws Exception {
        List<Long> waits = waitsOfCriticalJobs(LaneShares.weighted().reserving(LaneName.CRITICAL, 1), 200);

        assertThat(percentile(waits, 0.99)).as("p99 of %s", waits).isLessThanOrEqualTo(100);
    }

    @Test
    void withoutAReservedSlotACriticalJobWaitsForOneBulkJobAtMost() throws Exception {
        List<Long> waits = waitsOfCriticalJobs(LaneShares.weighted(), 100);

        assertThat(percentile(waits, 0.99))
                .as("p99 of %s", waits)
                .isLessThanOrEqualTo(BULK_JOB_TAKES.plus(WAY).toMillis());
    }

    private List<Long> waitsOfCriticalJobs(LaneShares shares, int count) throws Exception {
        criticalWaitMillis.clear();
        try (Worker worker = Worker.builder(broker)
                        .topology(topology)
                        .slots(SLOTS)
                        .shares(shares)
                        .run(BULK, job -> LockSupport.parkNanos(BULK_JOB_TAKES.toNanos()))
                        .run(
                                CRITICAL,
                                job -> criticalWaitMillis.add(TimeUnit.NANOSECONDS.toMillis(
                                        System.nanoTime() - job.payload().sentNanos())))
                        .start();
                Publisher publisher =
                        Publisher.builder(broker).topology(topology).start()) {
            worker.awaitConsuming(Duration.ofSeconds(20));
            await().until(() -> worker.inFlight() > SLOTS);
            warmUp(publisher);
            IntStream.range(0, count).forEach(i -> {
                publisher.enqueue(CRITICAL, new Call(System.nanoTime())).join();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> criticalWaitMillis.size() == count);
            worker.close(Duration.ofSeconds(1));
        }
        List<Long> waits = criticalWaitMillis.stream().sorted().toList();
        System.out.printf(
                "critical jobs beside %,d bulk ones, %s: p50 %d ms, p99 %d ms, most %d ms%n",
                BULK_JOBS, shares, percentile(waits, 0.5), percentile(waits, 0.99), waits.get(waits.size() - 1));
        return waits;
    }

    /** Classes are loaded and compiled at the first jobs, which is not what is measured. */
    private void warmUp(Publisher publisher) {
        IntStream.range(0, 50)
                .forEach(i ->
                        publisher.enqueue(CRITICAL, new Call(System.nanoTime())).join());
        await().atMost(Duration.ofSeconds(20)).until(() -> criticalWaitMillis.size() == 50);
        criticalWaitMillis.clear();
    }

    private static long percentile(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
