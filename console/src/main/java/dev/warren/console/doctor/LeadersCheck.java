package dev.warren.console.doctor;

import dev.warren.topology.check.NodeReport;
import dev.warren.topology.check.QueueReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether each queue has a leader and enough members, and how the leaders are spread over a cluster. */
final class LeadersCheck implements Check {
    private static final int WORTH_SPREADING = 6;

    @Override
    public String name() {
        return "leaders";
    }

    @Override
    public List<Finding> look(Patient patient) {
        patient.reports();
        return judged(patient.queues(), patient.nodes());
    }

    static List<Finding> judged(List<QueueReport> queues, List<NodeReport> nodes) {
        if (queues.isEmpty()) {
            return List.of(Finding.note("there is no queue to look at"));
        }
        List<Finding> findings = new ArrayList<>();
        queues.stream().filter(queue -> queue.leader().isEmpty()).forEach(queue -> findings.add(leaderless(queue)));
        queues.stream().filter(LeadersCheck::hangsByAThread).forEach(queue -> findings.add(shaky(queue)));
        if (nodes.size() > 1) {
            unreplicated(queues, findings);
            unspread(queues, nodes, findings);
        }
        return findings.isEmpty() ? List.of(Finding.ok(words(queues))) : findings;
    }

    private static Finding leaderless(QueueReport queue) {
        return Finding.fail(
                "queue '" + queue.name() + "' has no leader, and neither takes nor gives messages",
                "start the nodes that hold it ('rabbitmq-queues quorum_status " + queue.name() + "' names them)");
    }

    /** One more node down, and it has no majority. */
    private static boolean hangsByAThread(QueueReport queue) {
        int members = queue.members().size();
        return members > 1 && queue.online().size() < members && queue.online().size() - 1 <= members / 2;
    }

    private static Finding shaky(QueueReport queue) {
        return Finding.warn(
                "queue '" + queue.name() + "' has " + queue.online().size() + " of its "
                        + queue.members().size() + " members online: one more lost, and it stands still",
                "start "
                        + queue.members().stream()
                                .filter(member -> !queue.online().contains(member))
                                .collect(Collectors.joining(", ")));
    }

    private static void unreplicated(List<QueueReport> queues, List<Finding> findings) {
        List<String> alone = queues.stream()
                .filter(queue -> queue.members().size() == 1)
                .map(QueueReport::name)
                .toList();
        if (!alone.isEmpty()) {
            findings.add(Finding.warn(
                    alone.size() + " queues have one member in a cluster of several nodes, " + alone.get(0)
                            + " among them: they are lost with their node",
                    "rabbitmq-queues grow NODE all --queue-pattern '"
                            + alone.get(0).replaceFirst("\\..*", "") + ".*'"));
        }
    }

    private static void unspread(List<QueueReport> queues, List<NodeReport> nodes, List<Finding> findings) {
        Map<String, Long> spread = spread(queues);
        long most = spread.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long running = nodes.stream().filter(NodeReport::running).count();
        if (queues.size() >= WORTH_SPREADING && running > 1 && most > 2 * ((queues.size() + running - 1) / running)) {
            findings.add(Finding.warn(
                    "the leaders are unevenly spread: " + spread + "; one node does most of the work",
                    "rabbitmq-queues rebalance quorum"));
        }
    }

    private static Map<String, Long> spread(List<QueueReport> queues) {
        return queues.stream()
                .flatMap(queue -> queue.leader().stream())
                .collect(Collectors.groupingBy(leader -> leader, TreeMap::new, Collectors.counting()));
    }

    private static String words(List<QueueReport> queues) {
        return queues.size() + " queues have a leader: "
                + spread(queues).entrySet().stream()
                        .map(each -> each.getValue() + " on " + each.getKey())
                        .collect(Collectors.joining(", "));
    }
}
