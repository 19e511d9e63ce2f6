package dev.warren.chaos.faults;

import dev.warren.chaos.load.Plan;
import dev.warren.chaos.servers.Crew;
import dev.warren.chaos.servers.Server;
import dev.warren.chaos.wire.Wire;
import java.util.List;
import java.util.Optional;

/**
 * What a fault can befall.
 *
 * @param plan what all processes were told
 * @param nodes the broker's: one, or three of a cluster
 * @param store the store's server, where it has one
 * @param wire the way of all processes to the broker, where a fault of this run needs one that can be cut
 * @param workers worker processes
 * @param relays relay processes of the outbox; none with Redis
 * @param publishers publisher processes
 */
public record Arena(
        Plan plan,
        List<Server> nodes,
        Optional<Server> store,
        Optional<Wire> wire,
        Crew workers,
        Crew relays,
        Crew publishers) {
    /** Copies the list. */
    public Arena {
        nodes = List.copyOf(nodes);
    }

    /** The broker, or the first node of its cluster. */
    public Server broker() {
        return nodes.get(0);
    }
}
