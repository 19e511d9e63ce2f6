package dev.warren.console.lanes;

import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.check.QueueTraffic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the sources told of queues, put together. The exact source wins where both know.
 *
 * @param exact messages ready and consumers, by AMQP
 * @param late all, by the management API
 */
record Known(Map<String, Exact> exact, Map<String, QueueTraffic> late) {
    /** What AMQP tells of a queue. */
    record Exact(long ready, long consumers) {}

    List<LaneFigures> lanes(Topology topology) {
        return topology.lanes().stream().map(lane -> lane(topology, lane)).toList();
    }

    Optional<Long> ready(String queue) {
        return Optional.ofNullable(exact.get(queue))
                .map(Exact::ready)
                .or(() -> of(queue, traffic -> traffic.depth().ready()));
    }

    private LaneFigures lane(Topology topology, LaneName lane) {
        String queue = topology.queue(lane);
        return new LaneFigures(
                lane.value(),
                ready(queue),
                of(queue, traffic -> traffic.depth().unacknowledged()),
                delayed(topology, lane),
                ready(topology.deadQueue(lane)),
                Optional.ofNullable(exact.get(queue))
                        .map(Exact::consumers)
                        .or(() -> of(queue, traffic -> traffic.depth().consumers())),
                of(queue, QueueTraffic::publishedPerSecond),
                of(queue, QueueTraffic::deliveredPerSecond),
                of(queue, QueueTraffic::ackedPerSecond));
    }

    /** Of all levels or of none: a part would be taken for the whole. */
    private Optional<Long> delayed(Topology topology, LaneName lane) {
        List<Optional<Long>> levels = IntStream.range(0, topology.ladder().levels())
                .mapToObj(level -> ready(topology.delayQueue(lane, level)))
                .toList();
        if (levels.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(levels.stream().mapToLong(level -> level.orElse(0L)).sum());
    }

    private <T> Optional<T> of(String queue, Function<QueueTraffic, T> figure) {
        return Optional.ofNullable(late.get(queue)).map(figure);
    }
}
