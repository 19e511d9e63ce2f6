package dev.warren.deadletter;

import dev.warren.deadletter.UnroutedMessage.Home;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows by its exchange where a message belongs: to a lane, whose ladder it may have been on, or to a lane's dead letters. */
final class Homes {
    private final Topology topology;
    private final Map<String, LaneName> laneOfExchange = new HashMap<>();

    Homes(Topology topology) {
        this.topology = topology;
        for (LaneName lane : topology.lanes()) {
            laneOfExchange.put(topology.exchange(lane), lane);
            for (int level = 0; level < topology.ladder().levels(); level++) {
                laneOfExchange.put(topology.delayExchange(lane, level), lane);
            }
        }
    }

    Optional<Home> of(String exchange, String routingKey) {
        if (exchange.equals(topology.deadExchange())) {
            return topology.lanes().stream()
                    .filter(lane -> lane.value().equals(routingKey))
                    .findFirst()
                    .map(lane -> new Home(exchange, routingKey, topology.deadQueue(lane)));
        }
        return Optional.ofNullable(laneOfExchange.get(exchange)).map(this::in);
    }

    /** A lane takes any key. */
    Home in(LaneName lane) {
        return new Home(topology.exchange(lane), "unrouted", topology.queue(lane));
    }
}
