package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.stores.postgres.WorkingProcess.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.testsupport.PrivatePostgres;
import dev.warren.testsupport.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several JVMs on one store, some of which are killed, or their server is. */
@Tag("store-server")
@Timeout(180)
class SeveralProcessesIT {
    @Test
    void grantsEachKeyOnceToTwoProcessesThatClaimTheSame() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            Process one = WorkingProcess.start(TestPostgres.url(), schema.name(), "job-", "0", "10000", "250");
            Process other = WorkingProcess.start(TestPostgres.url(), schema.name(), "job-", "0", "10000", "199");
            List<String> lines = lines(one);
            lines.addAll(lines(other));

            List<String> granted = said(lines, "granted");
            assertThat(granted).hasSize(10_000);
            assertThat(keys(granted)).hasSize(10_000);
            assertThat(fences(granted)).hasSize(10_000);
            assertThat(said(lines, "recorded")).containsExactlyInAnyOrderElementsOf(granted);
        }
    }

    @Test
    void everythingAnsweredBeforeAProcessIsKilledIsInTheTables() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            List<String> granted = new ArrayList<>();
            List<String> recorded = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                List<String> lines = linesUntilKilled(schema, "r" + round + "-", 5 + 17 * round);
                granted.addAll(said(lines, "granted"));
                recorded.addAll(said(lines, "recorded"));
            }
            assertThat(recorded).isNotEmpty();
            assertThat(fences(granted)).hasSize(granted.size());
            assertAllAreThere(schema, granted, new HashSet<>(recorded));
        }
    }

    /** Claims whose answer was lost are granted anew with another fence, so only what was answered is compared. */
    @Test
    void everythingAnsweredBeforeTheServerIsKilledIsInTheTables() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("kill")) {
            TestSchema schema = TestSchema.on(server.url());
            schema.open().close();
            Process process = WorkingProcess.start(server.url(), schema.name(), "job-", "0", "60000", "250");
            List<String> lines = new ArrayList<>();
            try (BufferedReader output = WorkingProcess.output(process)) {
                String line;
                while ((line = output.readLine()) != null) {
                    lines.add(line);
                    if (lines.size() == 50 || lines.size() == 200) {
                        server.kill();
                        server.restart();
                    }
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThat(lines).contains("done");
            List<String> granted = said(lines, "granted");
            assertThat(keys(granted)).hasSize(60_000);
            assertThat(fences(granted)).hasSize(60_000);
            assertAllAreThere(schema, granted, new HashSet<>(said(lines, "recorded")));
            assertThat(said(lines, "recorded")).hasSize(60_000);
        }
    }

    private static void assertAllAreThere(TestSchema schema, List<String> granted, Set<String> recorded) {
        try (PostgresStore store = schema.open()) {
            for (String claim : granted) {
                int split = claim.indexOf('=');
                JobRecord record = store.find(key(claim.substring(0, split))).orElseThrow();
                assertThat(record.fence()).isEqualTo(Long.parseLong(claim.substring(split + 1)));
                if (recorded.contains(claim)) {
                    assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
                }
            }
        }
    }

    /** Kills it, as the kernel does, after so many lines: somewhere in the next batch. */
    private static List<String> linesUntilKilled(TestSchema schema, String prefix, int most) throws Exception {
        Process process = WorkingProcess.start(TestPostgres.url(), schema.name(), prefix, "0", "100000000", "250");
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = WorkingProcess.output(process)) {
            String line;
            while ((line = output.readLine()) != null) {
                lines.add(line);
                if (lines.size() == most) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            // Killed in the middle of a line, which says nothing then.
        } finally {
            process.destroyForcibly().waitFor();
        }
        return lines;
    }

    private static List<String> lines(Process process) throws Exception {
        try (BufferedReader output = WorkingProcess.output(process)) {
            List<String> lines = new ArrayList<>(output.lines().toList());
            assertThat(process.waitFor()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Set<String> keys(List<String> claims) {
        Set<String> keys = new HashSet<>();
        claims.forEach(claim -> keys.add(claim.substring(0, claim.indexOf('='))));
        return keys;
    }

    private static Set<Long> fences(List<String> claims) {
        Set<Long> fences = new HashSet<>();
        claims.forEach(claim -> fences.add(Long.parseLong(claim.substring(claim.indexOf('=') + 1))));
        return fences;
    }
}
