package dev.warren.console.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.check.QueueDepth;
import dev.warren.topology.check.QueueTraffic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownTest {
    private static final Topology TOPOLOGY =
            Topology.builder().lanes(LaneName.DEFAULT).build();

    private static QueueTraffic traffic(String queue, long ready) {
        return new QueueTraffic(new QueueDepth(queue, ready, 3, 2), 1.5, 2.5, 3.5);
    }

    private static Map<String, QueueTraffic> everyLevel(long each) {
        Map<String, QueueTraffic> late = new HashMap<>();
        for (int level = 0; level < TOPOLOGY.ladder().levels(); level++) {
            String queue = TOPOLOGY.delayQueue(LaneName.DEFAULT, level);
            late.put(queue, traffic(queue, each));
        }
        return late;
    }

    @Test
    void prefersTheExactSource() {
        Map<String, QueueTraffic> late = everyLevel(1);
        late.put("jobs.default", traffic("jobs.default", 10));
        LaneFigures lane = new Known(Map.of("jobs.default", new Known.Exact(12, 4)), late)
                .lanes(TOPOLOGY)
                .get(0);
        assertThat(lane)
                .isEqualTo(new LaneFigures(
                        "default",
                        Optional.of(12L),
                        Optional.of(3L),
                        Optional.of((long) TOPOLOGY.ladder().levels()),
                        Optional.empty(),
                        Optional.of(4L),
                        Optional.of(1.5),
                        Optional.of(2.5),
                        Optional.of(3.5)));
    }

    @Test
    void doesNotTakeAPartOfTheLadderForTheWhole() {
        Map<String, QueueTraffic> late = everyLevel(1);
        late.remove("jobs.default.delay.03");
        assertThat(new Known(Map.of(), late).lanes(TOPOLOGY).get(0).delayed()).isEmpty();
    }

    @Test
    void knowsADesertedLane() {
        Known deserted = new Known(Map.of("jobs.default", new Known.Exact(1, 0)), Map.of());
        assertThat(deserted.lanes(TOPOLOGY).get(0).isDeserted()).isTrue();
        Known served = new Known(Map.of("jobs.default", new Known.Exact(1, 1)), Map.of());
        assertThat(served.lanes(TOPOLOGY).get(0).isDeserted()).isFalse();
        assertThat(new Known(Map.of(), Map.of()).lanes(TOPOLOGY).get(0).isDeserted())
                .isFalse();
    }
}
