package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference;
import dev.warren.topology.check.Difference.Missing;
import dev.warren.topology.check.TopologyCheck;
import java.util.ArrayList;
import java.util.List;

/** Exchanges, queues, bindings and policies, as {@code warren topology check} compares them; without a management API only whether they are there. */
final class TopologyDifferencesCheck implements Check {
    private static final int MOST_NAMED = 20;

    @Override
    public String name() {
        return "topology";
    }

    @Override
    public List<Finding> look(Patient patient) {
        return patient.hasManagement()
                ? judged(patient.topology(), TopologyCheck.compare(patient.topology(), patient.management()))
                : List.of(verified(patient));
    }

    static List<Finding> judged(Topology topology, List<Difference> differences) {
        if (differences.isEmpty()) {
            return List.of(Finding.ok("the broker has the topology '" + topology.namespace() + "' as it should be"));
        }
        long missing = differences.stream().filter(Missing.class::isInstance).count();
        if (missing == topology.exchanges().size() + topology.queues().size()) {
            return List.of(Finding.fail(
                    "nothing of the topology '" + topology.namespace() + "' is there",
                    "'warren topology declare', or correct --namespace or the virtual host"));
        }
        List<Finding> findings = new ArrayList<>(differences.stream()
                .limit(MOST_NAMED)
                .map(TopologyDifferencesCheck::finding)
                .toList());
        if (differences.size() > MOST_NAMED) {
            findings.add(Finding.fail(
                    (differences.size() - MOST_NAMED) + " more differences", "'warren topology check' names them all"));
        }
        return findings;
    }

    /** What to do stands in its sentence, behind the first colon. */
    private static Finding finding(Difference difference) {
        String[] parts = difference.sentence().split(": ", 2);
        String toDo = parts.length == 2 ? parts[1] : "'warren topology check' tells more";
        return switch (difference.severity()) {
            case ERROR -> Finding.fail(parts[0], toDo);
            case WARNING -> Finding.warn(parts[0], toDo);
        };
    }

    private static Finding verified(Patient patient) {
        try {
            patient.livingBroker().verify(patient.topology());
            return Finding.ok(
                    "every exchange and queue is there; their arguments, bindings and policies could not be compared");
        } catch (NotMade e) {
            throw e;
        } catch (WarrenException e) {
            return Finding.fail(String.valueOf(e.getMessage()), "'warren topology declare'");
        }
    }
}
