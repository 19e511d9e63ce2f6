package dev.warren.stores.sqlite;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.PastAttempt.Ending;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of an earlier version of the schema is brought up to date, with all that is in it. */
@Timeout(120)
class UpgradeTest {
    private static final Owner ME = new Owner("me");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("jobs.db");
    }

    private static void makeVersion1(Path file) throws Exception {
        execute(file, text("V1.sql"));
        execute(file, text("jobs-of-version-1.sql"));
        execute(file, "PRAGMA journal_mode = WAL");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(UpgradeTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static List<String> column(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(String.valueOf(rows.getString(1)));
            }
            return column;
        }
    }

    private static SqliteStore open(Path file) {
        SqliteStore store = SqliteStore.open(file);
        store.heartbeat(ME, Duration.ofMinutes(10));
        return store;
    }

    @Test
    void everyJobIsThereAsItWas() throws Exception {
        makeVersion1(file());
        try (SqliteStore store = open(file())) {
            assertThat(store.id()).isEqualTo("sqlite-of-version-1");
            assertThat(store.search(JobQuery.builder().build()).jobs())
                    .extracting(record -> record.key().key())
                    .containsExactly("cancelled", "retrying", "pending", "running", "done");
            JobRecord done = store.find(key("done")).orElseThrow();
            assertThat(done.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(done.resultJson()).contains("{\"sum\":3}");
            assertThat(done.finishedAt()).contains(Instant.ofEpochSecond(1_800_000_002));
            assertThat(done.lane()).isEmpty();
            assertThat(done.progress()).isEmpty();
            assertThat(done.history()).isEmpty();
        }
        assertThat(column(file(), "PRAGMA user_version")).containsExactly("4");
        assertThat(column(file(), "PRAGMA integrity_check")).containsExactly("ok");
    }

    @Test
    void workGoesOnWhereItWas() throws Exception {
        makeVersion1(file());
        try (SqliteStore store = open(file())) {
            ClaimAnswer.Suspect taken = (ClaimAnswer.Suspect) store.claim(
                            ME, List.of(Claims.carrying(Claims.request("running", at(0, 2)), "id-2", 7)))
                    .get(0);
            assertThat(taken.fence()).isGreaterThan(40);
            FencedKey claim = new FencedKey(key("running"), taken.fence());
            store.report(List.of(new ProgressReport(claim, new Progress(1, 2, "half"))));
            JobRecord running = store.find(claim.key()).orElseThrow();
            assertThat(running.lane()).contains(LaneName.DEFAULT);
            assertThat(running.history())
                    .extracting(PastAttempt::ending, PastAttempt::owner)
                    .containsExactly(tuple(Ending.LOST, Optional.of(new Owner("gone"))));
            assertThat(store.decide(List.of(new Settlement(claim, Claims.succeed("7")))))
                    .containsExactly(Standing.RECORDED);
            JobKey retrying = new JobKey("jobs", "acme", new JobTypeName("email.send"), "retrying");
            assertThat(store.claim(ME, List.of(Claims.request(retrying, at(0, 2)))))
                    .hasOnlyElementsOfType(ClaimAnswer.Granted.class);
            assertThat(store.claim(ME, List.of(Claims.request("new", Coordinates.FIRST))))
                    .hasOnlyElementsOfType(ClaimAnswer.Granted.class);
        }
        assertThat(column(file(), "SELECT key || ' ' || lane FROM jobs WHERE lane = 'default' ORDER BY key"))
                .containsExactly("new default", "retrying default", "running default");
        assertThat(column(file(), "SELECT progress FROM jobs WHERE key = 'running'"))
                .containsExactly("1/2 half");
    }

    @Test
    void anOldFileAndANewOneHaveTheSameSchema() throws Exception {
        makeVersion1(file());
        Path fresh = directory.resolve("fresh.db");
        open(file()).close();
        open(fresh).close();
        String schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        assertThat(column(file(), schema)).isEqualTo(column(fresh, schema)).isNotEmpty();
    }

    @Test
    void programsThatOpenItAtTheSameTimeAllFindIt() throws Exception {
        for (int round = 0; round < 40; round++) {
            Path file = directory.resolve("race-" + round + ".db");
            makeVersion1(file);
            List<CompletableFuture<String>> opening = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opening.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (SqliteStore store = SqliteStore.open(file)) {
                                return store.find(key("done")).orElseThrow().status() + " " + store.id();
                            }
                        },
                        task -> new Thread(task).start()));
            }
            Set<String> said = new HashSet<>();
            for (CompletableFuture<String> each : opening) {
                said.add(each.get());
            }
            assertThat(said).containsExactly("SUCCEEDED sqlite-of-version-1");
        }
    }

    @Test
    void twoProcessesThatOpenItAtTheSameTimeBothFindIt() throws Exception {
        makeVersion1(file());
        Process one = OtherProcess.start("open", file().toString());
        Process other = OtherProcess.start("open", file().toString());
        for (Process process : List.of(one, other)) {
            try (BufferedReader output = OtherProcess.output(process)) {
                assertThat(output.lines()).containsExactly("open sqlite-of-version-1");
                assertThat(process.waitFor()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** As a Warren of before has it open while a newer one starts. */
    @Test
    void aStatementOfTheEarlierVersionStillFits() throws Exception {
        makeVersion1(file());
        try (SqliteStore store = open(file())) {
            execute(
                    file(),
                    "INSERT INTO job (seq, scope, key, payload_hash, status, life, run, attempt, owner, fence, suspicion,"
                            + " crashes, enqueued, due, changed) VALUES (41, 1, 'late', 0, 2, 0, 1, 1, 1, 41, 0, 0, 0, 0, 0)");
            assertThat(store.find(key("late")).orElseThrow().lane()).isEmpty();
        }
    }

    @Test
    void itsRowsAreSweptLikeOthers() throws Exception {
        makeVersion1(file());
        try (SqliteStore store = openAt(Instant.ofEpochSecond(1_800_000_100))) {
            assertThat(store.overdue(Duration.ZERO, 10))
                    .extracting(record -> record.key().key())
                    .containsExactly("running", "pending", "retrying");
            assertThat(store.expire(10)).isZero();
        }
        try (SqliteStore store = openAt(Instant.ofEpochSecond(1_800_000_100).plus(Duration.ofDays(91)))) {
            assertThat(store.expire(10)).isEqualTo(2);
            assertThat(store.overdue(Duration.ZERO, 10)).hasSize(3);
        }
        SweepInvariants.assertHold(file());
    }

    private SqliteStore openAt(Instant now) {
        return SqliteStore.builder(file())
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .open();
    }

    /** A Warren of version 3 that has it open knows nothing of the entries, and its general way of writing a row keeps them nevertheless. */
    @Test
    void whatTheEarlierVersionWritesIsSwept() throws Exception {
        makeVersion1(file());
        try (SqliteStore store = openAt(Instant.ofEpochSecond(1_800_000_100))) {
            store.overdue(Duration.ZERO, 10);
            String write =
                    "UPDATE job SET status = %d, life = %d, due = 1800000000000000, changed = 1800000000000000 WHERE key = '%s'";
            execute(file(), write.formatted(1, 1, "cancelled"));
            execute(file(), write.formatted(11, 0, "running"));
            assertThat(store.overdue(Duration.ZERO, 10))
                    .extracting(record -> record.key().key())
                    .containsExactly("cancelled", "pending", "retrying");
        }
        SweepInvariants.assertHold(file());
    }

    @Test
    void leavesTheFileAsItWasWhenAStepFails() throws Exception {
        makeVersion1(file());
        execute(file(), "CREATE TABLE lane (oops INTEGER)");
        assertThatThrownBy(() -> SqliteStore.open(file())).isInstanceOf(StoreException.class);
        assertThat(column(file(), "PRAGMA user_version")).containsExactly("1");
        execute(file(), "DROP TABLE lane");
        try (SqliteStore store = open(file())) {
            assertThat(store.find(key("done"))).isPresent();
        }
    }
}
