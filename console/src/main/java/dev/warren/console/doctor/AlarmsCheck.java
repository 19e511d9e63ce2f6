package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.topology.check.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Nodes that block publishers or will soon, that are down, or that have lost touch. */
final class AlarmsCheck implements Check {
    private static final double NEARLY = 0.85;

    @Override
    public String name() {
        return "alarms";
    }

    @Override
    public List<Finding> look(Patient patient) {
        patient.reports();
        try {
            return judged(patient.nodes());
        } catch (WarrenException e) {
            return List.of(judged(patient.reports().alarms()));
        }
    }

    /** For a login that may not look at nodes. */
    private static Finding judged(boolean anyAlarm) {
        return anyAlarm
                ? Finding.fail(
                        "a node has an alarm and blocks all publishers",
                        "'rabbitmq-diagnostics alarms' tells which; free memory or disk space there")
                : Finding.ok("no alarm");
    }

    static List<Finding> judged(List<NodeReport> nodes) {
        List<Finding> findings = new ArrayList<>();
        nodes.forEach(node -> look(node, findings));
        return findings.isEmpty() ? List.of(Finding.ok("no alarm on " + count(nodes))) : findings;
    }

    private static void look(NodeReport node, List<Finding> findings) {
        if (!node.running()) {
            findings.add(Finding.fail(
                    "node " + node.name() + " is down",
                    "start it; queues with a majority of their members go on meanwhile"));
            return;
        }
        memory(node, findings);
        disk(node, findings);
        if (!node.partitions().isEmpty()) {
            findings.add(Finding.fail(
                    "node " + node.name() + " has lost touch with " + node.partitions(),
                    "see to the network between them, then restart the side with fewer clients"));
        }
    }

    private static void memory(NodeReport node, List<Finding> findings) {
        String use = megabytes(node.memoryBytes()) + " of " + megabytes(node.memoryLimitBytes());
        if (node.memoryAlarm()) {
            findings.add(Finding.fail(
                    "memory alarm on node " + node.name() + " (" + use + "): it takes no publication, from anybody",
                    "let workers drain the queues, give the node more memory, or raise vm_memory_high_watermark"));
        } else if (node.memoryLimitBytes() > 0 && node.memoryBytes() > NEARLY * node.memoryLimitBytes()) {
            findings.add(Finding.warn(
                    "node " + node.name() + " uses " + use + " of memory before its alarm blocks all publishers",
                    "find out what grows, before it does"));
        }
    }

    private static void disk(NodeReport node, List<Finding> findings) {
        String rest = megabytes(node.freeDiskBytes()) + " free, alarm below " + megabytes(node.freeDiskLimitBytes());
        if (node.diskAlarm()) {
            findings.add(Finding.fail(
                    "disk alarm on node " + node.name() + " (" + rest + "): it takes no publication, from anybody",
                    "free disk space on it"));
        } else if (node.freeDiskLimitBytes() > 0 && node.freeDiskBytes() < 2 * node.freeDiskLimitBytes()) {
            findings.add(
                    Finding.warn("node " + node.name() + " has little disk space: " + rest, "free disk space on it"));
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }

    private static String count(List<NodeReport> nodes) {
        return nodes.size() == 1 ? "its one node" : "any of " + nodes.size() + " nodes";
    }
}
