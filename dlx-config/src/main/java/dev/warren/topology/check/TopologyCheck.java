package dev.warren.topology.check;

import dev.warren.topology.Topology;
import java.util.List;

/** Compares a topology with what a broker really has. */
public final class TopologyCheck {
    private TopologyCheck() {}

    /**
     * Every difference, in the order exchanges, queues, bindings, policies; none when the broker is as it should be. Reads only. Which policies apply, the broker
     * says some seconds after a queue was declared or a policy changed; until then no difference is reported for them. The
     * login needs the tag {@code management} and some right in the virtual host.
     *
     * @throws dev.warren.WarrenException when the management API can't be asked
     */
    public static List<Difference> compare(Topology topology, ManagementApi api) {
        return new Comparison(topology, api.snapshot(topology)).differences();
    }
}
