package dev.warren.samples.hopeless;

import dev.warren.job.JobHandler;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.retry.RetryPolicy;
import dev.warren.samples.SampleRun;
import java.time.Duration;
import java.util.List;

/** A job that fails whenever it runs: after three attempts it lies in its lane's dead-letter queue, with the reason in its headers. */
public final class HopelessSample {
    /** The job type: three attempts, with a short wait before each further one. */
    public static final JobType<Sync> SYNC = JobType.of("supplier.sync", Sync.class)
            .retrying(RetryPolicy.intervals(Duration.ofMillis(300), Duration.ofMillis(600)));

    private HopelessSample() {}

    /**
     * The payload.
     *
     * @param supplierId whose stock to fetch
     */
    public record Sync(String supplierId) {}

    /** The handler. */
    public static JobHandler<Sync> handler() {
        return job -> {
            throw new IllegalStateException("supplier " + job.payload().supplierId() + " has closed its shop");
        };
    }

    /** Runs this sample alone; the dead letter is in the queue {@code samples.default.dead} afterwards. */
    public static void main(String[] args) throws Exception {
        SampleRun.run(SYNC, handler(), List.of(NewJob.of(SYNC, new Sync("supplier-1"))));
        System.out.println("It is in the queue samples.default.dead now, with the reason in its headers.");
    }
}
