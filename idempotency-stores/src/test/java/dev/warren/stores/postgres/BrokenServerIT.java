package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.testsupport.PrivatePostgres;
import dev.warren.testsupport.TcpProxy;
import dev.warren.testsupport.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server is away, silent, full, locked or another one: a clear sentence, never a wrong answer, and on again by itself. */
@Tag("store-server")
@Timeout(120)
class BrokenServerIT {
    private static final Owner ME = new Owner("me");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ClaimRequest job(String name) {
        return request(name, Coordinates.FIRST);
    }

    private static List<ClaimRequest> jobs(String prefix, int count) {
        List<ClaimRequest> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(job(prefix + i));
        }
        return jobs;
    }

    private static void assertFails(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store in schema warren_")
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("password=");
    }

    private static long granted(PostgresStore store, String name) {
        return ((ClaimAnswer.Granted) store.claim(ME, List.of(job(name))).get(0)).fence();
    }

    private static void assertWorks(PostgresStore store, String name) {
        Awaitility.await("a claim")
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(StoreException.class)
                .until(() -> store.heartbeat(ME, Duration.ofMinutes(10)) == Lease.HELD);
        long fence = granted(store, name);
        assertThat(store.decide(List.of(new Settlement(new FencedKey(key(name), fence), Claims.succeed("7")))))
                .containsExactly(Standing.RECORDED);
    }

    private static PostgresStore open(TestSchema schema, String url) {
        schema.open().close();
        PostgresStore store = PostgresStore.builder(url)
                .schema(schema.name())
                .timeout(TIMEOUT)
                .open();
        assertWorks(store, "before");
        return store;
    }

    @Test
    void aConnectionThatWasCutIsOpenedAnew() throws Exception {
        try (TestSchema schema = TestSchema.make();
                TcpProxy wire = TcpProxy.to(TestPostgres.address(TestPostgres.url()));
                PostgresStore store =
                        open(schema, TestPostgres.urlAt("127.0.0.1", wire.uri().getPort()))) {
            wire.cut();
            granted(store, "a"); // without a word
            wire.refuse();
            assertFails(() -> store.claim(ME, List.of(job("b"))), "cannot be reached", "goes on by itself");
            assertFails(() -> store.find(key("a")), "cannot be reached");
            wire.pass();
            assertWorks(store, "b");
        }
    }

    @Test
    void anAnswerThatGotLostIsGivenAgain() throws Exception {
        try (TestSchema schema = TestSchema.make();
                TcpProxy wire = TcpProxy.to(TestPostgres.address(TestPostgres.url()));
                PostgresStore direct = schema.open();
                PostgresStore store =
                        open(schema, TestPostgres.urlAt("127.0.0.1", wire.uri().getPort()))) {
            wire.swallowAnswers();
            assertFails(() -> store.claim(ME, List.of(job("a"))), "goes on by itself");
            assertThat(direct.find(key("a")).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
            wire.pass();
            long fence = granted(store, "a");
            Settlement settlement = new Settlement(new FencedKey(key("a"), fence), Claims.succeed("7"));
            granted(store, "to open the line again");
            assertThat(store.start(List.of(settlement.claim()))).containsExactly(Standing.RECORDED);
            wire.swallowAnswers();
            assertFails(() -> store.decide(List.of(settlement)), "goes on by itself");
            wire.pass();
            assertThat(store.decide(List.of(settlement))).containsExactly(Standing.RECORDED);
        }
    }

    @Test
    void aServerThatWasKilledIsFoundAgain() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("away")) {
            TestSchema schema = TestSchema.on(server.url());
            try (PostgresStore store = open(schema, server.url())) {
                long fence = granted(store, "a");
                server.kill();
                assertFails(() -> store.claim(ME, List.of(job("b"))), "cannot be reached");
                assertFails(() -> store.heartbeat(ME, Duration.ofSeconds(30)), "cannot be reached");
                assertFails(
                        () -> PostgresStore.builder(server.url())
                                .schema(schema.name())
                                .open(),
                        "cannot be reached");
                server.restart();
                assertThat(store.find(key("a")).orElseThrow().fence()).isEqualTo(fence);
                assertWorks(store, "b");
            }
        }
    }

    @Test
    void aServerThatIsSilentHoldsNobodyForLong() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("silent")) {
            TestSchema schema = TestSchema.on(server.url());
            try (PostgresStore store = open(schema, server.url())) {
                server.pause();
                long began = System.nanoTime();
                assertFails(() -> store.heartbeat(ME, Duration.ofMinutes(10)), "goes on by itself");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
                server.resume();
                assertWorks(store, "a");
            }
        }
    }

    @Test
    void aCleanRestartIsHardlyNoticed() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("restart")) {
            TestSchema schema = TestSchema.on(server.url());
            try (PostgresStore store = open(schema, server.url())) {
                server.stop();
                assertFails(() -> store.find(key("a")), "cannot be reached");
                server.restart();
                granted(store, "a");
            }
        }
    }

    @Test
    void aFullDiskFailsNothingForGood(@TempDir Path folder) throws Exception {
        mountSmall(folder);
        try (PrivatePostgres server = PrivatePostgres.startIn(folder, "full")) {
            TestSchema schema = TestSchema.on(server.url());
            try (PostgresStore store = open(schema, server.url())) {
                List<String> complaints = new ArrayList<>();
                List<String> answered = new ArrayList<>();
                for (int round = 0; round < 400 && complaints.isEmpty(); round++) {
                    List<ClaimRequest> batch = jobs(round + "-", 500);
                    try {
                        store.claim(ME, batch);
                        batch.forEach(request -> answered.add(request.key().key()));
                    } catch (StoreException e) {
                        complaints.add(String.valueOf(e.getMessage()));
                    }
                }
                assertThat(complaints).singleElement().asString().contains("goes on by itself");
                // Full in the middle of its log the server has ended itself; somebody makes room and starts it.
                run("mount", "-o", "remount,size=400m", folder.toString());
                server.restart();
                assertWorks(store, "after");
                assertThat(Integer.parseInt(schema.ask("SELECT count(*) FROM job")))
                        .isGreaterThanOrEqualTo(answered.size());
                for (String name : answered.subList(answered.size() - 500, answered.size())) {
                    assertThat(store.find(key(name))).isPresent();
                }
            }
        } finally {
            run("umount", "-l", folder.toString());
        }
    }

    private static void mountSmall(Path folder) throws Exception {
        int status = run("mount", "-t", "tmpfs", "-o", "size=80m,mode=755", "tmpfs", folder.toString());
        Assumptions.assumeTrue(status == 0, "mounting a small disk needs root, and CAP_SYS_ADMIN in a container");
        // Whatever holds it up on the way there must let the server's user pass.
        for (Path each = folder; each != null && !each.equals(each.getRoot()); each = each.getParent()) {
            run("chmod", "a+x", each.toString());
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void aForeignTransactionHoldsAClaimNoLongerThanTheTimeout() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = open(schema, TestPostgres.url());
                Connection foreign = schema.connect()) {
            foreign.setAutoCommit(false);
            try (Statement statement = foreign.createStatement()) {
                statement.execute("LOCK TABLE job IN EXCLUSIVE MODE");
            }
            assertFails(() -> store.claim(ME, List.of(job("a"))), "longer than the timeout", "pg_stat_activity");
            assertThat(store.heartbeat(ME, Duration.ofMinutes(10))).isEqualTo(Lease.HELD);
            assertThat(store.find(key("a"))).isEmpty();
            foreign.rollback();
            assertWorks(store, "a");
        }
    }

    @Test
    void whyTheServerEndedATransactionIsSaid() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = open(schema, TestPostgres.url());
                Connection foreign = schema.connect();
                Statement statement = foreign.createStatement()) {
            foreign.setAutoCommit(false);
            statement.execute("SELECT FROM job WHERE key = 'before' FOR UPDATE");
            String holder = pid(statement);
            CompletableFuture<String> ending = CompletableFuture.supplyAsync(() -> endTwoThatWaitFor(holder, schema));
            assertFails(() -> store.cancel(key("before")), "is being stopped or started", "57P01");
            foreign.rollback();
            ending.join();
        }
    }

    private static String pid(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Once, and once more when it has begun anew on another connection. */
    private static String endTwoThatWaitFor(String holder, TestSchema schema) {
        String first = endOneThatWaitsFor(holder, "0", schema);
        return endOneThatWaitsFor(holder, first, schema);
    }

    private static String endOneThatWaitsFor(String holder, String ended, TestSchema schema) {
        String end = "SELECT CASE WHEN pg_terminate_backend(pid) THEN pid END FROM pg_stat_activity"
                + " WHERE pg_blocking_pids(pid) @> ARRAY[" + holder + "] AND pid <> " + ended;
        return Awaitility.await("one that waits")
                .atMost(SOON)
                .until(() -> schema.ask(end), pid -> !pid.equals("nothing"));
    }

    @Test
    void tablesThatAreGoneAreSaidToBe() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = open(schema, TestPostgres.url())) {
            schema.drop();
            assertFails(() -> store.claim(ME, List.of(job("a"))), "tables are gone");
            assertFails(() -> store.claim(ME, List.of(job("a"))), "no tables of Warren's any more");
            schema.open().close(); // as by a program that was started meanwhile
            assertFails(() -> store.claim(ME, List.of(job("a"))), "another store is there");
        }
    }

    @Test
    void aServerThatOnlyReadsIsSaidTo() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            schema.open().close();
            try (PostgresStore store = PostgresStore.builder(
                            TestPostgres.url() + "&options=-c%20default_transaction_read_only=on")
                    .schema(schema.name())
                    .open()) {
                assertFails(() -> store.heartbeat(ME, Duration.ofSeconds(30)), "read-only", "primary");
            }
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        String url = TestPostgres.url().replaceFirst("/[a-z]+\\?", "/not_there?");
        assertThatThrownBy(() -> PostgresStore.builder(url).open())
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("/not_there", "no such database", "create it first");
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            PostgresStore store = open(schema, TestPostgres.url());
            store.close();
            assertFails(() -> store.find(key("a")), "it was closed");
        }
    }
}
