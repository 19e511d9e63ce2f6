package dev.warren.stores.sqlite;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one file, some of which are killed. */
@Timeout(300)
class SeveralProcessesTest {
    private static final Executor THREAD = task -> new Thread(task).start();

    @TempDir
    Path directory;

    @Test
    void grantsEachKeyOnceToTwoProcessesThatClaimTheSame() throws Exception {
        String file = directory.resolve("jobs.db").toString();
        Process one = OtherProcess.start("work", file, "job-", "0", "10000", "250");
        Process other = OtherProcess.start("work", file, "job-", "0", "10000", "199");
        List<String> lines = lines(one);
        lines.addAll(lines(other));

        List<String> granted = said(lines, "granted");
        assertThat(granted).hasSize(10_000);
        assertThat(keys(granted)).hasSize(10_000);
        assertThat(Set.copyOf(fences(granted))).hasSize(10_000);
        assertThat(said(lines, "recorded")).containsExactlyInAnyOrderElementsOf(granted);
    }

    @Test
    void everythingAnsweredBeforeAKillIsInTheFile() throws Exception {
        Path file = directory.resolve("jobs.db");
        List<String> granted = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            List<String> lines = linesUntilKilled(file, "r" + round + "-", 5 + 17 * round);
            granted.addAll(said(lines, "granted"));
            recorded.addAll(said(lines, "recorded"));
            assertThat(integrity(file)).isEqualTo("ok");
        }
        assertThat(recorded).isNotEmpty();
        assertThat(Set.copyOf(fences(granted))).hasSize(granted.size());
        assertAllAreThere(file, granted, new HashSet<>(recorded));
    }

    @Test
    void aSweepThatIsKilledLosesNothing() throws Exception {
        Path file = directory.resolve("jobs.db");
        Process working = OtherProcess.start("work", file.toString(), "job-", "0", "100000000", "250");
        try (BufferedReader output = OtherProcess.output(working)) {
            for (int round = 0; round < 3; round++) {
                assertThat(output.readLine()).isNotNull();
                readUntilKilled(OtherProcess.start("sweep", file.toString()), 7 + 20 * round);
                SweepInvariants.assertHold(file);
            }
        } finally {
            working.destroyForcibly().waitFor();
        }
        assertEverythingIsFoundAgain(file);
    }

    private static void assertEverythingIsFoundAgain(Path file) throws Exception {
        List<Long> open = SweepInvariants.numbers(file, "SELECT seq FROM job WHERE status < 10");
        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        try (SqliteStore store = SqliteStore.builder(file).clock(tomorrow).open()) {
            assertThat(store.overdue(Duration.ZERO, 1_000_000)).hasSameSizeAs(open);
            store.expire(1_000_000);
        }
        SweepInvariants.assertHold(file);
        assertThat(SweepInvariants.numbers(file, "SELECT seq FROM job")).isEqualTo(open);
    }

    private static void assertAllAreThere(Path file, List<String> granted, Set<String> recorded) {
        try (SqliteStore store = SqliteStore.open(file)) {
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
    private static List<String> linesUntilKilled(Path file, String prefix, int most) throws Exception {
        return readUntilKilled(OtherProcess.start("work", file.toString(), prefix, "0", "100000000", "250"), most);
    }

    private static List<String> readUntilKilled(Process process, int most) throws Exception {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = OtherProcess.output(process)) {
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

    private static String integrity(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet rows = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
            return rows.getString(1);
        }
    }

    @Test
    void twoThatMakeOneFileAtTheSameTimeOpenOneStore() throws Exception {
        for (int round = 0; round < 200; round++) {
            Path file = directory.resolve("race-" + round + ".db");
            List<CompletableFuture<String>> opening = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opening.add(CompletableFuture.supplyAsync(() -> idOf(file), THREAD));
            }
            Set<String> ids = new HashSet<>();
            for (CompletableFuture<String> each : opening) {
                ids.add(each.get());
            }
            assertThat(ids).hasSize(1);
            Files.delete(file);
        }
    }

    private static String idOf(Path file) {
        try (SqliteStore store = SqliteStore.open(file)) {
            return store.id();
        }
    }

    @Test
    void twoProcessesThatMakeOneFileAtTheSameTimeOpenOneStore() throws Exception {
        for (int round = 0; round < 3; round++) {
            String file = directory.resolve("race-" + round + ".db").toString();
            Process one = OtherProcess.start("open", file);
            Process other = OtherProcess.start("open", file);
            assertThat(lines(one)).hasSize(1).isEqualTo(lines(other));
        }
    }

    private static List<String> lines(Process process) throws Exception {
        try (BufferedReader output = OtherProcess.output(process)) {
            List<String> lines = new ArrayList<>(output.lines().toList());
            assertThat(process.waitFor()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What stands in all whole lines of a kind. */
    private static List<String> said(List<String> lines, String what) {
        List<String> said = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(what + " ") && line.endsWith(" .")) {
                List<String> words = List.of(line.split(" "));
                said.addAll(words.subList(1, words.size() - 1));
            }
        }
        return said;
    }

    private static Set<String> keys(List<String> claims) {
        Map<String, String> fences = new HashMap<>();
        claims.forEach(claim -> fences.put(claim.substring(0, claim.indexOf('=')), claim));
        return fences.keySet();
    }

    private static List<Long> fences(List<String> claims) {
        return claims.stream()
                .map(claim -> Long.parseLong(claim.substring(claim.indexOf('=') + 1)))
                .toList();
    }
}
