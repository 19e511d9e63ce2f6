package dev.warren.console.doctor;

import dev.warren.topology.LaneName;
import dev.warren.topology.check.QueueReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether somebody works on each lane. */
final class ConsumersCheck implements Check {
    @Override
    public String name() {
        return "consumers";
    }

    @Override
    public List<Finding> look(Patient patient) {
        List<Finding> findings = new ArrayList<>();
        for (LaneName lane : patient.topology().lanes()) {
            Optional<QueueReport> queue = patient.queue(patient.topology().queue(lane));
            findings.add(queue.map(it -> judged(lane, it))
                    .orElseGet(() -> Finding.note("lane " + lane + " has no queue that could be looked at")));
        }
        return findings;
    }

    static Finding judged(LaneName lane, QueueReport queue) {
        String what = "lane " + lane + ": " + queue.consumers() + " consumers, " + queue.ready() + " jobs ready, "
                + queue.unacknowledged() + " with workers";
        if (queue.consumers() > 0) {
            return Finding.ok(what);
        }
        return queue.ready() > 0
                ? Finding.warn(
                        what + ": nobody works on them",
                        "start a worker that serves the lane: warren worker -Q " + lane)
                : Finding.note(what);
    }
}
