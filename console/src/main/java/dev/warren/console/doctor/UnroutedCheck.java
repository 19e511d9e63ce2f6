package dev.warren.console.doctor;

import dev.warren.topology.check.QueueReport;
import java.util.List;

/** Whether something was published that no queue would have. */
final class UnroutedCheck implements Check {
    @Override
    public String name() {
        return "unrouted";
    }

    @Override
    public List<Finding> look(Patient patient) {
        String name = patient.topology().unroutedQueue();
        return List.of(patient.queue(name)
                .map(UnroutedCheck::judged)
                .orElseGet(() -> Finding.note("queue '" + name + "' could not be looked at")));
    }

    static Finding judged(QueueReport queue) {
        long messages = queue.ready() + queue.unacknowledged();
        return messages == 0
                ? Finding.ok("no message went astray")
                : Finding.fail(
                        messages + " messages in '" + queue.name() + "' were published and reach no worker",
                        "mend the topology ('warren topology check'), then 'warren unrouted list' and 'warren unrouted replay'");
    }
}
