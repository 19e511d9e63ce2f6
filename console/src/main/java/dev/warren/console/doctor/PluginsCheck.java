package dev.warren.console.doctor;

import dev.warren.topology.check.NodeReport;
import java.util.ArrayList;
import java.util.List;

/** Plugins that operators will want. Warren's jobs need none. */
final class PluginsCheck implements Check {
    private static final List<String> FOR_MOVING = List.of("rabbitmq_shovel", "rabbitmq_shovel_management");

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public List<Finding> look(Patient patient) {
        patient.reports();
        return judged(patient.nodes());
    }

    static List<Finding> judged(List<NodeReport> nodes) {
        List<Finding> findings = new ArrayList<>();
        for (NodeReport node : nodes) {
            List<String> missing = FOR_MOVING.stream()
                    .filter(plugin -> !node.plugins().contains(plugin))
                    .toList();
            if (node.running() && !missing.isEmpty()) {
                findings.add(Finding.note(
                        "node " + node.name() + " lacks " + missing
                                + ": the management page can't move dead letters ('warren dead replay' can)",
                        "rabbitmq-plugins enable " + String.join(" ", missing)));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("all that operators want are on")) : findings;
    }
}
