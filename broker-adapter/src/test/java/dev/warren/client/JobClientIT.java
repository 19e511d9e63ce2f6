package dev.warren.client;

import static dev.warren.testbed.Bed.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.consume.Worker;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Progress;
import dev.warren.job.Job;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.testbed.Bed;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job from its enqueueing to its result, as a program sees it that is not its worker. */
class JobClientIT {
    record Report(int pages) {}

    record Made(String where, long pages) {}

    private static final JobType<Report> REPORT = JobType.of("report", Report.class);

    private final Bed bed = Bed.make();
    private final IdempotencyStore store = InMemoryStore.create();
    private final JobClient client = JobClient.builder(store)
            .topology(bed.topology())
            .broker(bed.broker())
            .metrics(bed.registry())
            .build();
    private final Publisher publisher = Publisher.builder(bed.broker())
            .topology(bed.topology())
            .store(store)
            .metrics(bed.registry())
            .start();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @AfterEach
    void closeAll() {
        publisher.close();
        client.close();
        bed.close();
    }

    private JobResult make(Job<Report> job) throws InterruptedException {
        if (job.payload().pages() == 0) {
            return JobResult.declined("an empty report");
        }
        job.progress(3, job.payload().pages(), "the third page");
        try {
            goOn.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        job.progress(job.payload().pages(), job.payload().pages());
        return JobResult.done(new Made("reports/1", job.payload().pages()));
    }

    private Worker worker() throws InterruptedException {
        Worker worker = bed.worker().store(store).handle(REPORT, this::make).start();
        worker.awaitConsuming(SOON);
        return worker;
    }

    private JobRecord status(JobId id) {
        return client.status(id).orElseThrow();
    }

    @Test
    void tellsAJobsLifeFromItsEnqueueingToItsResult() throws Exception {
        JobId id = publisher.enqueue(REPORT, new Report(10)).get(20, TimeUnit.SECONDS);
        assertThat(status(id).status()).isEqualTo(JobStatus.PENDING);
        assertThat(status(id).lane()).hasValue(LaneName.DEFAULT);
        try (Worker worker = worker()) {
            await().atMost(SOON)
                    .until(() -> status(id).progress().equals(Optional.of(new Progress(3, 10, "the third page"))));
            assertThat(status(id).status()).isEqualTo(JobStatus.RUNNING);
            goOn.countDown();
            assertThat(client.result(id, Made.class, SOON)).hasValue(new Made("reports/1", 10));
            assertThat(status(id).progress()).as("its last word").hasValue(new Progress(10, 10, ""));

            JobId empty = publisher.enqueue(REPORT, new Report(0)).get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> client.result(empty, Made.class, SOON))
                    .isInstanceOf(JobFailed.class)
                    .hasMessageContaining("declined: an empty report");
            assertThat(worker.isConsuming()).isTrue();
        }
    }

    @Test
    void cancelsAJobInTheMiddleOfItsHandler() throws Exception {
        try (Worker worker = worker()) {
            JobId id = publisher.enqueue(REPORT, new Report(10)).get(20, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> status(id).progress().isPresent());
            assertThat(client.cancel(id)).hasValue(CancelAnswer.CANCELLED);
            assertThat(interrupted.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
            assertThatThrownBy(() -> client.result(id, Made.class, Duration.ZERO))
                    .isInstanceOf(JobFailed.class);
        }
        assertThat(bed.ready(bed.lane())).isZero();
        assertThat(bed.takeDead()).isEmpty();
    }

    @Test
    void aCancelledJobThatNoWorkerHasSeenNeverRuns() throws Exception {
        JobId id =
                publisher.enqueue(NewJob.of(REPORT, new Report(1)).withKey("k")).get(20, TimeUnit.SECONDS);
        assertThat(client.cancel(id)).hasValue(CancelAnswer.CANCELLED);
        goOn.countDown();
        try (Worker worker = worker()) {
            JobId after = publisher.enqueue(REPORT, new Report(1)).get(20, TimeUnit.SECONDS);
            client.awaitEnd(after, SOON);
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
        }
        assertThat(status(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(bed.ready(bed.lane())).isZero();
    }

    @Test
    void manyAreKnownWhenTheyAreEnqueued() {
        List<NewJob<Report>> jobs = IntStream.range(0, 1_500)
                .mapToObj(i -> NewJob.of(REPORT, new Report(i)))
                .toList();
        List<Enqueued> enqueued = publisher.enqueueAll(jobs);
        assertThat(enqueued)
                .allSatisfy(each -> assertThat(client.status(each.id()))
                        .hasValueSatisfying(
                                record -> assertThat(record.status()).isEqualTo(JobStatus.PENDING)));
    }
}
