package dev.warren.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is SQLite's own about the writes of jobs; the rest is in the conformance suite. */
class JobTransactionTest {
    private static final Owner ME = new Owner("me");

    @TempDir
    Path directory;

    private SqliteStore store;
    private Connection foreign;

    @BeforeEach
    void open() throws SQLException {
        Path file = directory.resolve("jobs.db");
        store = SqliteStore.builder(file).busyTimeout(Duration.ofMillis(50)).open();
        store.heartbeat(ME, Duration.ofMinutes(1));
        foreign = DriverManager.getConnection("jdbc:sqlite:" + file);
        onFile("CREATE TABLE effect (job TEXT NOT NULL UNIQUE)");
    }

    @AfterEach
    void close() throws SQLException {
        foreign.close();
        store.close();
    }

    private void onFile(String sql) throws SQLException {
        try (Statement statement = foreign.createStatement()) {
            statement.execute(sql);
        }
    }

    private int effects() throws SQLException {
        try (Statement statement = foreign.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM effect")) {
            return rows.getInt(1);
        }
    }

    private static JobKey key() {
        return Claims.key("job");
    }

    private FencedKey claimed() {
        ClaimAnswer answer = store.claim(ME, List.of(Claims.request("job", Coordinates.FIRST)))
                .get(0);
        return new FencedKey(key(), ((ClaimAnswer.Granted) answer).fence());
    }

    private static TransactionalStore.Work sql(String... statements) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return Optional.empty();
        };
    }

    private JobStatus status() {
        return store.find(key()).orElseThrow().status();
    }

    @Test
    void noticesACommitAsSql() throws SQLException {
        FencedKey claim = claimed();
        Completion end = store.complete(claim, sql("INSERT INTO effect (job) VALUES ('a')", "COMMIT"));
        assertThat(end)
                .isInstanceOfSatisfying(
                        Completion.RolledBack.class,
                        rolledBack -> assertThat(rolledBack.failure())
                                .hasMessageContaining("has ended its transaction itself"));
        assertThat(status()).isEqualTo(JobStatus.RUNNING);
        assertThat(store.complete(claim, sql())).isInstanceOf(Completion.Committed.class);
    }

    @Test
    void noticesATransactionThatAConflictHasRolledBack() throws SQLException {
        FencedKey claim = claimed();
        Completion end = store.complete(claim, connection -> {
            sql("INSERT INTO effect (job) VALUES ('a')").write(connection);
            try {
                sql("INSERT OR ROLLBACK INTO effect (job) VALUES ('a')").write(connection);
            } catch (SQLException e) {
                // swallowed, as by a program that takes the row for written before
            }
            sql("INSERT INTO effect (job) VALUES ('b')").write(connection);
            return Optional.empty();
        });
        assertThat(end).isInstanceOf(Completion.RolledBack.class);
        assertThat(status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aPartMayFailWithinASavepoint() throws SQLException {
        Completion end = store.complete(
                claimed(),
                sql(
                        "INSERT INTO effect (job) VALUES ('a')",
                        "SAVEPOINT part",
                        "INSERT INTO effect (job) VALUES ('b')",
                        "ROLLBACK TO part"));
        assertThat(end).isInstanceOf(Completion.Committed.class);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void aLockedFileIsNotTheJobsFault() throws SQLException {
        FencedKey claim = claimed();
        onFile("BEGIN IMMEDIATE");
        assertThat(store.complete(claim, sql("INSERT INTO effect (job) VALUES ('a')")))
                .isInstanceOfSatisfying(
                        Completion.Unavailable.class,
                        end -> assertThat(end.why()).hasMessageContaining("another process has it locked"));
        onFile("ROLLBACK");
        assertThat(store.complete(claim, sql("INSERT INTO effect (job) VALUES ('a')")))
                .isInstanceOf(Completion.Committed.class);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void aClosedStoreIsNotTheJobsFault() throws SQLException {
        FencedKey claim = claimed();
        store.close();
        assertThat(store.complete(claim, sql("INSERT INTO effect (job) VALUES ('a')")))
                .isInstanceOf(Completion.Unavailable.class);
        assertThat(effects()).isZero();
    }

    @Test
    void otherFilesCannotBeAttached() throws SQLException {
        assertThat(store.complete(claimed(), sql("ATTACH DATABASE '" + directory.resolve("other.db") + "' AS other")))
                .isInstanceOf(Completion.RolledBack.class);
    }

    @Test
    void theWorkMayAskTheStoreButNotWriteByIt() throws SQLException {
        FencedKey claim = claimed();
        assertThat(store.complete(claim, connection -> {
                    assertThat(store.find(key())).isPresent();
                    store.cancel(key());
                    return Optional.empty();
                }))
                .isInstanceOf(Completion.RolledBack.class);
        assertThat(status()).isEqualTo(JobStatus.RUNNING);
    }
}
