package dev.warren.console.doctor;

import dev.warren.topology.LaneName;
import dev.warren.topology.check.QueueReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How many jobs were given up on, and whether there is room for more. */
final class DeadLettersCheck implements Check {
    private static final double NEARLY = 0.8;

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public List<Finding> look(Patient patient) {
        long most = patient.topology().limits().maxDeadLetters();
        List<Finding> findings = new ArrayList<>();
        for (LaneName lane : patient.topology().lanes()) {
            Optional<QueueReport> queue = patient.queue(patient.topology().deadQueue(lane));
            queue.filter(it -> messages(it) > 0).ifPresent(it -> findings.add(judged(lane, messages(it), most)));
        }
        return findings.isEmpty() ? List.of(Finding.ok("none in any lane")) : findings;
    }

    private static long messages(QueueReport queue) {
        return queue.ready() + queue.unacknowledged();
    }

    static Finding judged(LaneName lane, long letters, long most) {
        String what = letters + " dead letters in lane " + lane;
        if (letters >= NEARLY * most) {
            return Finding.fail(
                    what + ", of at most " + most
                            + ": when it is full, jobs that fail for good are held up in their lane",
                    "replay or purge them (warren dead), and raise the policy's max-length");
        }
        return Finding.warn(what, "see why with 'warren dead list --lane " + lane + "', then replay or purge them");
    }
}
