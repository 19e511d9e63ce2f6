package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that are committed together with a job's completion. */
abstract class CompleteConformance extends Theme {
    private static final Completion FENCED = new Completion.Fenced();

    @BeforeEach
    final void makeATable() {
        assertThat(complete("the table", granted(ME, "the table", FIRST), connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("CREATE TABLE effect (job varchar(100) NOT NULL, CHECK (job <> 'bad'))");
                    }
                    return Optional.empty();
                }))
                .isInstanceOf(Completion.Committed.class);
    }

    private Completion complete(String job, long fence, TransactionalStore.Work work) {
        return ((TransactionalStore) store).complete(new FencedKey(key(job), fence), work);
    }

    private static TransactionalStore.Work writing(String job) {
        return connection -> {
            insert(connection, job);
            return Optional.of("7");
        };
    }

    private static void insert(Connection connection, String job) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO effect (job) VALUES (?)")) {
            insert.setString(1, job);
            insert.executeUpdate();
        }
    }

    /** Counted in a transaction that comes to nothing. */
    private int effects(String job) {
        AtomicInteger count = new AtomicInteger(-1);
        assertThat(complete("nobody's", 1, connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement("SELECT count(*) FROM effect WHERE job = ?")) {
                        select.setString(1, job);
                        try (ResultSet rows = select.executeQuery()) {
                            rows.next();
                            count.set(rows.getInt(1));
                        }
                    }
                    return Optional.empty();
                }))
                .isEqualTo(FENCED);
        return count.get();
    }

    @Test
    void commitsTheWritesWithTheCompletion() {
        long fence = granted(ME, "a", FIRST);
        assertThat(complete("a", fence, writing("a"))).isEqualTo(new Completion.Committed(Optional.of("7")));
        assertThat(effects("a")).isEqualTo(1);
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record.finishedAt()).isPresent();
        assertThat(record.owner()).isEmpty();
        assertThat(claim(ME, "a", FIRST)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.of("7")));
    }

    @Test
    void leavesTheRecordThatADecisionWouldLeave() {
        long one = granted(ME, "a", FIRST);
        long other = granted(ME, "b", FIRST);
        complete("a", one, writing("a"));
        decide(other, "b", Claims.succeed("7"));
        JobRecord completed = record("a");
        JobRecord decided = record("b");
        assertThat(completed)
                .usingRecursiveComparison()
                .ignoringFields("key", "id", "payloadHash", "fence", "enqueuedAt", "startedAt", "dueAt", "finishedAt")
                .isEqualTo(decided);
    }

    @Test
    void aDecisionAfterwardsIsAnsweredAsRecordedAndChangesNothing() {
        long fence = granted(ME, "a", FIRST);
        complete("a", fence, writing("a"));
        JobRecord before = record("a");
        Decided same = new Decided(new Decision.Succeed(Optional.of("7")), Optional.empty());
        assertThat(decide(fence, "a", same)).isEqualTo(Standing.RECORDED);
        assertThat(decide(fence, "a", Claims.succeed("8"))).isEqualTo(Standing.RECORDED);
        assertThat(record("a")).isEqualTo(before);
    }

    @Test
    void aClaimThatWasTakenOverWritesNothing() {
        Owner gone = new Owner("gone"); // whose lease begins now: to make the table takes a while where time passes
        store.heartbeat(gone, fixture.lease());
        long old = granted(gone, "a", FIRST);
        lapse();
        long taken = suspectFence(claim(ME, "a", FIRST), 0);
        assertThat(complete("a", old, writing("a"))).isEqualTo(FENCED);
        assertThat(effects("a")).isZero();
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(complete("a", taken, writing("a"))).isInstanceOf(Completion.Committed.class);
        assertThat(effects("a")).isEqualTo(1);
    }

    @Test
    void aCancelledJobWritesNothing() {
        long fence = granted(ME, "a", FIRST);
        cancel("a");
        assertThat(complete("a", fence, writing("a"))).isEqualTo(FENCED);
        assertThat(effects("a")).isZero();
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aJobThatNobodyKnowsWritesNothing() {
        assertThat(complete("a", 1, writing("a"))).isEqualTo(FENCED);
        assertThat(effects("a")).isZero();
    }

    @Test
    void whatIsDecidedIsNotWrittenOnceMore() {
        for (Decided decided : List.of(Claims.succeed("7"), Claims.succeedAndPublish("7"), Claims.dead())) {
            String job = decided.toString().hashCode() + "";
            long fence = granted(ME, job, FIRST);
            decide(fence, job, decided);
            JobStatus before = record(job).status();
            assertThat(complete(job, fence, writing(job))).isEqualTo(FENCED);
            assertThat(effects(job)).isZero();
            assertThat(record(job).status()).isEqualTo(before);
            assertThat(record(job).fence()).isEqualTo(fence);
        }
    }

    @Test
    void workThatIsCommittedIsNotWrittenOnceMore() {
        long fence = granted(ME, "a", FIRST);
        complete("a", fence, writing("a"));
        assertThat(complete("a", fence, writing("a"))).isEqualTo(FENCED);
        assertThat(effects("a")).isEqualTo(1);
    }

    @Test
    void workThatThrowsWritesNothingAndLeavesTheClaimAsItWas() {
        for (Throwable thrown : List.of(new IllegalStateException("no"), new SQLException("no"), new Error("no"))) {
            String job = thrown.getClass().getSimpleName();
            long fence = granted(ME, job, FIRST);
            JobRecord before = record(job);
            Completion end = complete(job, fence, connection -> {
                insert(connection, job);
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (Exception) thrown;
            });
            assertThat(end)
                    .isInstanceOfSatisfying(
                            Completion.RolledBack.class,
                            rolledBack -> assertThat(rolledBack.failure()).isSameAs(thrown));
            assertThat(effects(job)).isZero();
            assertThat(record(job)).isEqualTo(before);
            assertThat(decide(fence, job, Claims.retry(FIRST))).isEqualTo(Standing.RECORDED);
        }
    }

    @Test
    void aConstraintIsAFailureOfTheWork() {
        long fence = granted(ME, "a", FIRST);
        Completion end = complete("a", fence, connection -> {
            insert(connection, "a");
            insert(connection, "bad");
            return Optional.empty();
        });
        assertThat(end)
                .isInstanceOfSatisfying(
                        Completion.RolledBack.class,
                        rolledBack -> assertThat(rolledBack.failure()).isInstanceOf(SQLException.class));
        assertThat(effects("a")).isZero();
        assertThat(complete("a", fence, writing("a"))).isInstanceOf(Completion.Committed.class);
    }

    /** A step that the work may not take. */
    private interface Step {
        void on(Connection connection) throws SQLException;
    }

    @Test
    void theWorkMayNotEndItsTransaction() {
        List<Step> steps = List.of(
                Connection::commit,
                Connection::rollback,
                Connection::close,
                Connection::setSavepoint,
                connection -> connection.setAutoCommit(true),
                connection -> connection.setReadOnly(true));
        for (int i = 0; i < steps.size(); i++) {
            String job = "job-" + i;
            Step step = steps.get(i);
            long fence = granted(ME, job, FIRST);
            Completion end = complete(job, fence, connection -> {
                insert(connection, job);
                step.on(connection);
                return Optional.empty();
            });
            assertThat(end)
                    .isInstanceOfSatisfying(
                            Completion.RolledBack.class,
                            rolledBack -> assertThat(rolledBack.failure())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("a job may not call"));
            assertThat(effects(job)).isZero();
        }
    }

    @Test
    void closesWhatTheWorkLeavesOpenAndLendsTheConnectionNoLonger() throws SQLException {
        List<Connection> kept = new ArrayList<>();
        List<Statement> left = new ArrayList<>();
        Completion end = complete("a", granted(ME, "a", FIRST), connection -> {
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
            insert(connection, "a");
            Statement statement = connection.createStatement();
            left.add(statement);
            statement.executeQuery("SELECT job FROM effect").next();
            kept.add(connection);
            return Optional.empty();
        });
        assertThat(end).isEqualTo(new Completion.Committed(Optional.empty()));
        assertThat(left)
                .allSatisfy(statement -> assertThat(statement.isClosed()).isTrue());
        assertThat(kept.get(0).isClosed()).isTrue();
        assertThatThrownBy(() -> kept.get(0).createStatement()).hasMessageContaining("which is over");
        assertThat(effects("a")).isEqualTo(1);
    }

    @Test
    void ofManyWhoCompleteTheSameClaimOneWrites() throws Exception {
        long fence = granted(ME, "a", FIRST);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Completion>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ends.add(threads.submit(() -> complete("a", fence, writing("a"))));
            }
            int committed = 0;
            for (Future<Completion> end : ends) {
                committed += end.get(60, TimeUnit.SECONDS) instanceof Completion.Committed ? 1 : 0;
            }
            assertThat(committed).isEqualTo(1);
            assertThat(effects("a")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void goesOnBesideOrdinaryDecisions() {
        long one = granted(ME, "a", FIRST);
        long other = granted(ME, "b", FIRST);
        complete("a", one, writing("a"));
        assertThat(store.decide(List.of(
                        settlement(one, "a", Claims.succeed("7")), settlement(other, "b", Claims.succeed("8")))))
                .containsExactly(Standing.RECORDED, Standing.RECORDED);
        assertThat(record("a").resultJson()).contains("7");
        assertThat(record("b").resultJson()).contains("8");
    }
}
