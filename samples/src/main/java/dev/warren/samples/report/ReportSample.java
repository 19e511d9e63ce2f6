package dev.warren.samples.report;

import dev.warren.client.JobClient;
import dev.warren.consume.Worker;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Progress;
import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A month's report: a job of some seconds that says how far it is, and whose result is awaited by the program that has enqueued it, as a web
 * request might with a progress bar in front of it. The program knows the job by its id alone, and asks the store.
 */
public final class ReportSample {
    /** The job type. */
    public static final JobType<Month> MAKE = JobType.of("report.make", Month.class);

    private static final Duration A_DAY_TAKES = Duration.ofMillis(80);
    private static final Duration A_LOOK = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ReportSample() {}

    /**
     * The payload.
     *
     * @param month such as {@code 2026-11}
     */
    public record Month(YearMonth month) {}

    /**
     * The result.
     *
     * @param days how many days it has
     * @param orders how many orders there were
     */
    public record Report(int days, long orders) {}

    /** The handler. */
    public static JobHandler<Month> handler() {
        return ReportSample::make;
    }

    private static JobResult make(Job<Month> job) throws InterruptedException {
        YearMonth month = job.payload().month();
        long orders = 0;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            job.progress(day - 1, month.lengthOfMonth(), "counting " + month.atDay(day));
            Thread.sleep(A_DAY_TAKES.toMillis()); // and is interrupted when the job is cancelled
            orders += 100 + day;
        }
        job.progress(month.lengthOfMonth(), month.lengthOfMonth());
        return JobResult.done(new Report(month.lengthOfMonth(), orders));
    }

    /** Enqueues one report and waits for it. */
    public static void main(String[] args) throws Exception {
        RabbitBroker broker = RabbitBroker.at(SampleRun.brokerAddress());
        Topology topology = SampleRun.topology("samples");
        try (SqliteStore store = SqliteStore.open(Path.of("jobs.db"));
                Worker worker = Worker.builder(broker)
                        .topology(topology)
                        .store(store)
                        .handle(MAKE, handler())
                        .start();
                JobClient client = JobClient.builder(store)
                        .topology(topology)
                        .broker(broker)
                        .build()) {
            worker.awaitConsuming(PATIENCE);
            JobId id = enqueue(broker, topology, store);
            for (Optional<JobRecord> job = client.status(id);
                    job.filter(it -> !it.status().isFinal()).isPresent();
                    job = client.status(id)) {
                job.ifPresent(ReportSample::show);
                Thread.sleep(A_LOOK.toMillis());
            }
            System.out.println(client.result(id, Report.class, PATIENCE).orElseThrow());
        }
    }

    /** With the store, the job is known as soon as it is enqueued. */
    private static JobId enqueue(RabbitBroker broker, Topology topology, SqliteStore store) throws Exception {
        try (Publisher publisher =
                Publisher.builder(broker).topology(topology).store(store).start()) {
            return publisher
                    .enqueue(MAKE, new Month(YearMonth.of(2026, 11)))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void show(JobRecord job) {
        System.out.println(job.status()
                + job.progress()
                        .map(ReportSample::words)
                        .map(words -> ", " + words)
                        .orElse(""));
    }

    private static String words(Progress progress) {
        return progress.done() + " of " + progress.total() + " days, " + progress.note();
    }
}
