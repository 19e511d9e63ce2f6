package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.testsupport.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What is PostgreSQL's own about the writes of jobs; the rest is in the conformance suite. */
@Tag("store-server")
@Timeout(60)
class JobTransactionIT {
    private static final Owner ME = new Owner("me");
    private static final TransactionalStore.Work WRITING = sql("INSERT INTO effect VALUES ('a')");

    private final TestSchema schema = TestSchema.make();
    private volatile Fault fault = Fault.NONE;
    private PostgresStore store;

    /** What the source of connections does to the next transaction. */
    private enum Fault {
        NONE,
        /** The pool has none left. */
        NO_CONNECTION,
        /** The connection is lost before the server hears of the commit. */
        LOST_BEFORE_THE_COMMIT,
        /** The connection is lost before the server's answer is heard. */
        LOST_AFTER_THE_COMMIT,
        /** The server refuses the commit. */
        REFUSED
    }

    @BeforeEach
    void open() throws SQLException {
        store = PostgresStore.builder(source()).schema(schema.name()).open();
        store.heartbeat(ME, Duration.ofMinutes(1));
        schema.execute("CREATE TABLE effect (job text NOT NULL)");
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
        schema.close();
    }

    private DataSource source() {
        PGSimpleDataSource real = new PGSimpleDataSource();
        real.setUrl(TestPostgres.url());
        real.setCurrentSchema(schema.name());
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (fault == Fault.NO_CONNECTION) {
                        throw new SQLTransientConnectionException("no connection within 1 s");
                    }
                    return faulty(real.getConnection());
                });
    }

    private Connection faulty(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Fault now = method.getName().equals("commit") ? fault : Fault.NONE;
                    if (now == Fault.LOST_BEFORE_THE_COMMIT) {
                        connection.abort(Runnable::run);
                        throw new SQLException("lost", "08006");
                    }
                    if (now == Fault.REFUSED) {
                        connection.rollback();
                        throw new SQLException("conflict", "40001");
                    }
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (now == Fault.LOST_AFTER_THE_COMMIT) {
                            connection.abort(Runnable::run);
                            throw new SQLException("lost", "08006");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
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

    private FencedKey claimed(String job) {
        ClaimAnswer answer =
                store.claim(ME, List.of(Claims.request(job, Coordinates.FIRST))).get(0);
        return new FencedKey(Claims.key(job), ((ClaimAnswer.Granted) answer).fence());
    }

    private JobStatus status(FencedKey claim) {
        return store.find(claim.key()).orElseThrow().status();
    }

    private String effects() throws SQLException {
        return schema.ask("SELECT count(*) FROM effect");
    }

    private Completion complete(FencedKey claim, Fault with) {
        fault = with;
        Completion end = store.complete(claim, WRITING);
        fault = Fault.NONE;
        return end;
    }

    @Test
    void aConnectionLostBeforeTheCommitLeavesItUnknownAndUndone() throws SQLException {
        FencedKey claim = claimed("job");
        assertThat(complete(claim, Fault.LOST_BEFORE_THE_COMMIT)).isInstanceOf(Completion.Unknown.class);
        store.release(List.of(claim)); // waits until the server has noticed
        assertThat(status(claim)).isEqualTo(JobStatus.PENDING);
        assertThat(effects()).isEqualTo("0");
        assertThat(complete(claimed("job"), Fault.NONE)).isInstanceOf(Completion.Committed.class);
        assertThat(effects()).isEqualTo("1");
    }

    @Test
    void aConnectionLostAfterTheCommitLeavesItUnknownAndDone() throws SQLException {
        FencedKey claim = claimed("job");
        assertThat(complete(claim, Fault.LOST_AFTER_THE_COMMIT)).isInstanceOf(Completion.Unknown.class);
        store.release(List.of(claim));
        assertThat(status(claim)).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(store.claim(ME, List.of(Claims.request("job", Coordinates.FIRST))))
                .singleElement()
                .isInstanceOf(ClaimAnswer.Completed.class);
        assertThat(effects()).isEqualTo("1");
    }

    @Test
    void aCommitThatTheServerRefusesIsAFailureOfTheWork() throws SQLException {
        FencedKey claim = claimed("job");
        assertThat(complete(claim, Fault.REFUSED)).isInstanceOf(Completion.RolledBack.class);
        assertThat(status(claim)).isEqualTo(JobStatus.RUNNING);
        assertThat(effects()).isEqualTo("0");
    }

    @Test
    void aPoolWithoutConnectionsIsNotTheJobsFault() throws SQLException {
        FencedKey claim = claimed("job");
        assertThat(complete(claim, Fault.NO_CONNECTION))
                .isInstanceOfSatisfying(
                        Completion.Unavailable.class,
                        end -> assertThat(end.why()).hasMessageContaining("pool"));
        assertThat(complete(claim, Fault.NONE)).isInstanceOf(Completion.Committed.class);
    }

    @Test
    void aServerProcessThatEndsInTheMiddleIsAFailureOfTheWork() throws SQLException {
        FencedKey claim = claimed("job");
        assertThat(store.complete(
                        claim,
                        sql(
                                "INSERT INTO effect VALUES ('a')",
                                "SELECT pg_terminate_backend(pg_backend_pid())",
                                "SELECT 1")))
                .isInstanceOf(Completion.RolledBack.class);
        assertThat(effects()).isEqualTo("0");
        assertThat(store.complete(claim, WRITING)).isInstanceOf(Completion.Committed.class);
    }

    @Test
    void aFailureThatTheWorkSwallowsRollsBack() throws SQLException {
        FencedKey claim = claimed("job");
        Completion end = store.complete(claim, connection -> {
            sql("INSERT INTO effect VALUES ('a')").write(connection);
            try {
                sql("INSERT INTO effect VALUES (NULL)").write(connection);
            } catch (SQLException e) {
                // as by a program that goes on regardless
            }
            return Optional.empty();
        });
        assertThat(end).isInstanceOf(Completion.RolledBack.class);
        assertThat(status(claim)).isEqualTo(JobStatus.RUNNING);
        assertThat(effects()).isEqualTo("0");
    }

    @Test
    void aConflictOfSerializableTransactionsIsAFailureOfTheWork() throws SQLException {
        schema.execute("INSERT INTO effect VALUES ('0')");
        FencedKey claim = claimed("job");
        Completion end = store.complete(claim, connection -> {
            sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM effect")
                    .write(connection);
            schema.execute("UPDATE effect SET job = '1'");
            return sql("UPDATE effect SET job = '2'").write(connection);
        });
        assertThat(end)
                .isInstanceOfSatisfying(
                        Completion.RolledBack.class,
                        rolledBack -> assertThat(((SQLException) rolledBack.failure()).getSQLState())
                                .isEqualTo("40001"));
        assertThat(schema.ask("SELECT job FROM effect")).isEqualTo("1");
    }

    @Test
    void theSettingsOfTheTransactionEndWithIt() throws SQLException {
        assertThat(store.complete(claimed("a"), WRITING)).isInstanceOf(Completion.Committed.class);
        FencedKey claim = claimed("b");
        assertThat(store.complete(claim, connection -> {
                    try (Statement statement = connection.createStatement();
                            var rows = statement.executeQuery("SELECT current_setting('enable_seqscan'),"
                                    + " current_setting('idle_in_transaction_session_timeout')")) {
                        rows.next();
                        return Optional.of('"' + rows.getString(1) + " " + rows.getString(2) + '"');
                    }
                }))
                .isEqualTo(new Completion.Committed(Optional.of("\"on 0\"")));
    }

    /** On connections that the store keeps for the next job. */
    private PostgresStore keeping() {
        return schema.builder().open();
    }

    @Test
    void aConnectionThatEndedWithItsJobIsNotTheNextJobs() {
        try (PostgresStore keeping = keeping()) {
            assertThat(keeping.complete(claimed("a"), sql("SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1")))
                    .isInstanceOf(Completion.RolledBack.class);
            assertThat(keeping.complete(claimed("b"), WRITING)).isInstanceOf(Completion.Committed.class);
        }
    }

    @Test
    void whatAJobSetForItsSessionIsNotTheNextJobs() throws SQLException {
        try (PostgresStore keeping = keeping()) {
            assertThat(keeping.complete(
                            claimed("a"),
                            sql(
                                    "SET search_path TO pg_catalog",
                                    "CREATE TEMP TABLE effect (job text) ON COMMIT PRESERVE ROWS",
                                    "SELECT pg_advisory_lock(7)")))
                    .isInstanceOf(Completion.Committed.class);
            assertThat(schema.ask("SELECT pg_try_advisory_xact_lock(7)")).isEqualTo("t");
            assertThat(keeping.complete(
                            claimed("b"), sql("INSERT INTO effect SELECT current_setting('application_name')")))
                    .isInstanceOf(Completion.Committed.class);
            assertThat(schema.ask("SELECT string_agg(job, ' ') FROM effect")).isEqualTo("warren");
        }
    }
}
