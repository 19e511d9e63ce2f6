package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.testsupport.PrivatePostgres;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers on a PostgreSQL, killed under load, and the server killed too: every confirmed job ends in exactly one way, soon. */
@Tag("store-server")
@Timeout(600)
class WorkerKillOnPostgresIT {
    private static final Duration LEASE = Duration.ofSeconds(5); // the default
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    @Test
    void everyJobEndsInOneWayAndSoonWhenWorkersAndTheServerAreKilled() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("drill");
                Drill drill = Drill.start("postgres", server.url(), LEASE)) {
            drill.killOne(A_WHILE);
            drill.restartServer(server::kill, A_WHILE, server::restart);
            drill.killOne(A_WHILE);
            drill.deployOne(0);
            Drill.Report report = drill.end();

            assertThat(report.complaints()).isEmpty();
            // Two kills may well find no job begun; what they find waits for the lease, and for the server.
            assertThat(report.timings().longestRecovery()).isLessThan(Duration.ofSeconds(20));
        }
    }
}
