package dev.warren.console.doctor;

import dev.warren.topology.check.ManagementReports;
import dev.warren.topology.check.ServerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How far apart the clocks of this machine and the broker are. A store in a file goes by this machine's. */
final class ClockCheck implements Check {
    private static final Duration GRAIN = Duration.ofSeconds(1);
    private static final Duration FAR = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look(Patient patient) {
        ManagementReports reports = patient.reports();
        Instant before = Instant.now();
        ServerReport server = reports.server();
        return List.of(judged(apart(before, Instant.now(), server.date())));
    }

    /** How much later the other clock is at least, knowing that it cuts off parts of seconds; zero when both may be the same. */
    static Duration apart(Instant before, Instant after, Instant other) {
        Duration least = Duration.between(after, other);
        Duration most = Duration.between(before, other.plus(GRAIN));
        if (least.compareTo(Duration.ZERO) > 0) {
            return least;
        }
        return most.compareTo(Duration.ZERO) < 0 ? most : Duration.ZERO;
    }

    static Finding judged(Duration apart) {
        if (apart.abs().compareTo(FAR) < 0) {
            return Finding.ok("this machine and the broker agree within " + FAR.toSeconds()
                    + " s; a store in a file goes by this machine's clock");
        }
        return Finding.warn(
                "the broker's clock is " + apart.abs().toSeconds() + " s "
                        + (apart.isNegative() ? "behind" : "ahead of")
                        + " this machine's: due and expiry times are off by as much where machines disagree",
                "synchronise both (chrony, systemd-timesyncd)");
    }
}
