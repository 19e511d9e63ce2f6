package dev.warren.consume;

import dev.warren.broker.BrokerException;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the queues from time to time: for the gauges, for messages that went nowhere, and as a watchdog. A broker can forget a consumer
 * while the connection stays alive; the worker would then idle for ever beside a full queue. So when a lane has jobs ready, this worker
 * has room, and still none was delivered between three looks, the session is built anew.
 */
final class DepthMonitor implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(DepthMonitor.class);

    private static final int LOOKS_UNTIL_STUCK = 3;

    private final Session session;
    private final Topology topology;
    private final JobMetrics metrics;
    private final Map<LaneName, Watch> watches = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();
    private long lastUnrouted;

    DepthMonitor(Session session, WorkerParts parts) {
        this.session = session;
        this.topology = parts.settings().topology();
        this.metrics = parts.metrics();
    }

    /** What the last looks at a lane have shown. */
    private record Watch(LaneConsumer consumer, long delivered, int idleLooks) {}

    @Override
    public void run() {
        session.live().ifPresent(this::look);
    }

    private void look(Session.Live live) {
        for (LaneConsumer consumer : live.consumers()) {
            LaneName lane = consumer.lane();
            depth(live, topology.queue(lane)).ifPresent(ready -> {
                metrics.ready(lane, ready);
                watch(live, consumer, ready);
            });
            depth(live, topology.deadQueue(lane)).ifPresent(dead -> metrics.deadLetters(lane, dead));
        }
        depth(live, topology.unroutedQueue()).ifPresent(this::unrouted);
    }

    /** A queue may be hidden: from 4.3 on a login sees only what it may use. That costs a gauge, not the watch over the others. */
    private OptionalLong depth(Session.Live live, String queue) {
        try {
            OptionalLong ready = OptionalLong.of(live.link().ready(queue));
            hidden.remove(queue);
            return ready;
        } catch (BrokerException e) {
            if (session.isLive(live) && hidden.add(queue)) {
                log.warn("can't look at a queue, so its gauge stands still: {}", e.getMessage());
            }
            return OptionalLong.empty();
        }
    }

    private void watch(Session.Live live, LaneConsumer consumer, long ready) {
        Watch last = watches.get(consumer.lane());
        boolean sameAsLast = last != null && last.consumer() == consumer && last.delivered() == consumer.delivered();
        boolean idle = sameAsLast && ready > 0 && !consumer.isFull();
        int idleLooks = idle && last != null ? last.idleLooks() + 1 : 0;
        watches.put(consumer.lane(), new Watch(consumer, consumer.delivered(), idleLooks));
        if (idleLooks >= LOOKS_UNTIL_STUCK) {
            watches.remove(consumer.lane());
            session.end(
                    live,
                    "the lane " + consumer.lane() + " has " + ready + " jobs ready, but the broker delivers none");
        }
    }

    private void unrouted(long count) {
        metrics.unrouted(count);
        if (count > lastUnrouted) {
            log.warn(
                    "{} messages lie in {}: no queue would have them. Check the producers' exchange names and the topology",
                    count,
                    topology.unroutedQueue());
        }
        lastUnrouted = count;
    }
}
