package dev.warren.console.doctor;

import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.Permissions;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import dev.warren.topology.declare.LackingRight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the login may do, by trying; an operator's and a worker's login rightly differ. */
final class RightsCheck implements Check {
    private static final int MOST_NAMED = 5;

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public List<Finding> look(Patient patient) {
        RabbitBroker broker = patient.livingBroker();
        Map<Role, List<LackingRight>> lacking = new LinkedHashMap<>();
        List<Role> asked = patient.role().map(List::of).orElse(List.of(Role.PRODUCER, Role.WORKER, Role.OPERATOR));
        asked.forEach(role -> lacking.put(role, broker.lackingRights(patient.topology(), role)));
        return judged(lacking, patient.topology());
    }

    /** A login that fits a role is as it should be; one that fits none of those asked for is not. */
    static List<Finding> judged(Map<Role, List<LackingRight>> lacking, Topology topology) {
        String fitting = lacking.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(each -> word(each.getKey()))
                .collect(Collectors.joining(", "));
        List<Finding> findings = new ArrayList<>();
        if (!fitting.isEmpty()) {
            findings.add(Finding.ok("the login may act as " + fitting));
        }
        lacking.forEach((role, rights) -> {
            if (!rights.isEmpty()) {
                String what = "to act as " + word(role) + " the login lacks " + words(rights);
                findings.add(
                        fitting.isEmpty() ? Finding.fail(what, grant(topology.permissions(role))) : Finding.note(what));
            }
        });
        return findings;
    }

    private static String words(List<LackingRight> rights) {
        String named = rights.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return rights.size() <= MOST_NAMED ? named : named + " and " + (rights.size() - MOST_NAMED) + " more";
    }

    private static String grant(Permissions least) {
        return "grant it: rabbitmqctl set_permissions -p VHOST USER '" + least.configure() + "' '" + least.write()
                + "' '" + least.read() + "'";
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
