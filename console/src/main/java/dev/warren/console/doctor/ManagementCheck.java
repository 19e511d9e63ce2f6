package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.topology.check.ServerReport;
import java.util.List;

/** Whether the management API answers, and what it lets the login see. */
final class ManagementCheck implements Check {
    @Override
    public String name() {
        return "management";
    }

    @Override
    public List<Finding> look(Patient patient) {
        try {
            return List.of(judged(patient.server()));
        } catch (WarrenException e) {
            return List.of(Finding.warn(
                    String.valueOf(e.getMessage()),
                    "switch it on (rabbitmq-plugins enable rabbitmq_management), correct --management-uri, or log in as a user"
                            + " with the tag management; workers need it not, most checks below do"));
        }
    }

    static Finding judged(ServerReport server) {
        boolean seesNodes =
                server.userTags().contains("administrator") || server.userTags().contains("monitoring");
        String what =
                "the management API of " + server.version() + " answers a login with the tags " + server.userTags();
        return seesNodes
                ? Finding.ok(what)
                : Finding.note(
                        what + ", which may not look at nodes",
                        "for all checks log in as a user with the tag monitoring");
    }
}
