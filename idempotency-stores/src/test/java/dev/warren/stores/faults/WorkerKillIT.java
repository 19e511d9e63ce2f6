package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.consume.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Workers that are killed, paused and replaced under load: every confirmed job ends in exactly one way, soon. {@code dev/soak worker-kill}
 * runs this with larger numbers.
 */
@Timeout(7_200)
class WorkerKillIT {
    private static final int KILLS = Integer.getInteger("soak.kills", 3);
    private static final int PAUSES = Integer.getInteger("soak.pauses", 1);
    private static final int DEPLOYS = Integer.getInteger("soak.deploys", 3);
    private static final int CRASHERS = Integer.getInteger("soak.crashers", 1);
    private static final Duration SOONER_THAN_THREE_STOPS = Worker.STOP_LIMIT.multipliedBy(2);
    private static final Duration LOAD_BETWEEN = Duration.ofMillis(Long.getLong("soak.load.millis", 1_000));

    private static final Duration LEASE = Duration.ofSeconds(5); // the default
    private static final Duration SHORT_LEASE = Duration.ofSeconds(2);

    @Test
    void everyJobEndsInOneWayAndSoonWhenWorkersAreKilledAndPaused() throws Exception {
        try (Drill drill = Drill.start("kills", LEASE)) {
            // Pauses first: a message that a paused worker has in hand is nobody else's for as long, killed worker or
            // not.
            for (int i = 0; i < PAUSES; i++) {
                drill.pauseOne(LOAD_BETWEEN);
            }
            for (int i = 0; i < KILLS; i++) {
                drill.killOne(LOAD_BETWEEN);
            }
            Drill.Report report = drill.end();

            assertThat(report.complaints()).isEmpty();
            assertThat(report.timings().recoveries()).isNotEmpty();
            assertThat(report.timings().longestRecovery()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aRowOfDeploysPoisonsNobodyAndHandsBackAtOnce() throws Exception {
        try (Drill drill = Drill.start("deploys", LEASE)) {
            for (int i = 0; i < DEPLOYS; i++) {
                drill.deployOne(i);
            }
            Drill.Report report = drill.end();

            assertThat(report.complaints()).isEmpty();
            assertThat(report.crashesCounted()).isZero();
            assertThat(report.timings().handBacks()).hasSizeGreaterThan(DEPLOYS);
            assertThat(report.timings().longestHandBack()).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    @Tag("once")
    void everyJobEndsInOneWayWhenTheFileIsLockedForLongerThanTheLease() throws Exception {
        try (Drill drill = Drill.start("locked", SHORT_LEASE)) {
            drill.lockStore(SHORT_LEASE.multipliedBy(3));
            Drill.Report report = drill.end();

            assertThat(report.complaints()).isEmpty();
            assertThat(report.crashesCounted()).isZero();
        }
    }

    @Test
    void aJobThatEndsItsWorkerIsPoisonAndItsNeighboursAreNot() throws Exception {
        try (Drill drill = Drill.start("poison", SHORT_LEASE)) {
            for (int i = 0; i < CRASHERS; i++) {
                drill.poison(Kind.CRASHER, Duration.ofMinutes(2));
            }
            assertThat(drill.end().complaints()).isEmpty();
        }
    }

    @Test
    @Tag("once")
    void aJobThatAsksItsProcessToEndIsPoisonAndKeepsNoWorkerFromStopping() throws Exception {
        try (Drill drill = Drill.start("quitter", SHORT_LEASE)) {
            drill.poison(Kind.QUITTER, SOONER_THAN_THREE_STOPS);
            assertThat(drill.end().complaints()).isEmpty();
        }
    }
}
