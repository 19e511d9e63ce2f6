package dev.warren.benchmarks.work;

import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import java.time.Duration;

/**
 * The job that is measured: JSON of an exact size, and nothing to do.
 *
 * @param number tells jobs apart
 * @param filler makes it as large as it shall be
 */
public record NoOpJob(long number, String filler) {
    /** Its type. */
    public static final JobType<NoOpJob> TYPE =
            JobType.of("noop", NoOpJob.class).onLane(LaneName.BULK);

    /** What JSON adds to the number and the filler. */
    private static final int AROUND = "{'number':,'filler':''}".length();

    private static final DelayLadder LADDER = new DelayLadder(Duration.ofMillis(250), 4);
    private static final String LONG = "x".repeat(100_000);

    /**
     * A job of this size.
     *
     * @param bytes of JSON, from 50 to 100,000
     */
    public static NewJob<NoOpJob> of(long number, int bytes) {
        int digits = Long.toString(number).length();
        return NewJob.of(TYPE, new NoOpJob(number, LONG.substring(0, bytes - AROUND - digits)));
    }

    /** The queues of a kind: one namespace for each, with three lanes and a short ladder. */
    public static Topology topology(QueueType queueType) {
        return Topology.builder()
                .namespace("bench-" + queueType.wireName())
                .lanes(LaneName.CRITICAL, LaneName.DEFAULT, LaneName.BULK)
                .queueType(queueType)
                .ladder(LADDER)
                .build();
    }
}
