package dev.warren.benchmarks.drain;

import dev.warren.job.JobType;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;

/** The job that is drained: about 250 bytes of JSON, and nothing to do. */
record NoOpJob(long number, String filler) {
    static final JobType<NoOpJob> TYPE = JobType.of("noop", NoOpJob.class).onLane(LaneName.BULK);
    static final Topology TOPOLOGY =
            Topology.builder().namespace("bench").lanes(LaneName.BULK).build();

    private static final String FILLER = "x".repeat(210);

    static NoOpJob of(long number) {
        return new NoOpJob(number, FILLER);
    }

    static String queue() {
        return TOPOLOGY.queue(LaneName.BULK);
    }
}
