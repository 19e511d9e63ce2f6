package dev.warren.console.dead;

import dev.warren.console.config.UsageError;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose dead letters are meant. */
final class LaneChoice {
    @Option(names = "--lane", paramLabel = "NAME", split = ",", description = "of these lanes only (default: of all)")
    List<LaneName> lanes = new ArrayList<>();

    /** The lanes that are meant, in the topology's order. */
    List<LaneName> of(Topology topology) {
        for (LaneName lane : lanes) {
            if (!topology.lanes().contains(lane)) {
                throw new UsageError("--lane " + lane + ": there is no such lane. There are "
                        + String.join(
                                ", ",
                                topology.lanes().stream().map(LaneName::value).toList())
                        + "; the setting 'lanes' names them");
            }
        }
        return topology.lanes().stream()
                .filter(lane -> lanes.isEmpty() || lanes.contains(lane))
                .toList();
    }
}
