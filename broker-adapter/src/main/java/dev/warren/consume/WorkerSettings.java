package dev.warren.consume;

import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.retry.Backoff;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a worker was told to do, checked. */
record WorkerSettings(
        Topology topology,
        TopologyMode topologyMode,
        List<LaneName> lanes,
        int slots,
        LaneShares shares,
        Prefetch prefetch,
        Handlers handlers,
        Duration unknownTypeGrace,
        Duration depthInterval,
        Duration lease,
        int poisonAfter,
        Duration overdueAfter,
        int resultLimit,
        Backoff reconnect) {
    private static final int MOST_SLOTS = 10_000;
    private static final int MOST_CRASHES = 1_000;
    private static final int LARGEST_RESULT = 1 << 20;

    WorkerSettings {
        lanes = List.copyOf(lanes);
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("the worker has no lanes; name at least one of " + topology.lanes());
        }
        lanes.forEach(lane -> {
            if (!topology.lanes().contains(lane)) {
                throw new IllegalArgumentException("the topology has no lane " + lane + "; it has " + topology.lanes());
            }
        });
        if (Set.copyOf(lanes).size() < lanes.size()) {
            throw new IllegalArgumentException("the lanes " + lanes + " name one twice; each may be served once");
        }
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("slots is " + slots + "; it must be from 1 to " + MOST_SLOTS);
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException(
                    "the worker has no handlers; register at least one with run(…) or handle(…)");
        }
        require("unknownTypeGrace", unknownTypeGrace, Duration.ZERO, Duration.ofDays(7));
        require("depthInterval", depthInterval, Duration.ofMillis(100), Duration.ofMinutes(10));
        require("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
        require("overdueAfter", overdueAfter, Duration.ofSeconds(1), Duration.ofDays(365));
        if (poisonAfter < 1 || poisonAfter > MOST_CRASHES) {
            throw new IllegalArgumentException(
                    "poisonAfter is " + poisonAfter + "; it must be from 1 to " + MOST_CRASHES);
        }
        if (resultLimit < 0 || resultLimit > LARGEST_RESULT) {
            throw new IllegalArgumentException(
                    "resultLimit is " + resultLimit + "; it must be from 0 to " + LARGEST_RESULT + " bytes");
        }
    }

    private static void require(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    int prefetchOfALane() {
        return prefetch.of(slots);
    }
}
