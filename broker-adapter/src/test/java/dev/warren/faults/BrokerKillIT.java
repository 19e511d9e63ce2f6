package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker killed with SIGKILL under load loses no confirmed job. {@code dev/soak broker-kill} runs this with larger numbers. */
class BrokerKillIT {
    private static final int KILLS = Integer.getInteger("soak.kills", 2);
    private static final Duration LOAD_BETWEEN = Duration.ofMillis(Long.getLong("soak.load.millis", 4_000));

    @Test
    @Timeout(7_200)
    void losesNoConfirmedJobWhenTheBrokerIsKilled() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/broker-kill"));
        Path ledger = folder.resolve("ledger.txt");
        Files.deleteIfExists(ledger);

        BrokerKill.Report report = BrokerKill.run(new BrokerKill.Plan(KILLS, LOAD_BETWEEN, ledger));

        System.out.println("broker-kill: " + report.figures());
        Files.writeString(folder.resolve("figures.txt"), report.figures() + "\n");
        assertThat(report.complaints()).isEmpty();
        assertThat(report.recoveries()).hasSize(KILLS);
    }
}
