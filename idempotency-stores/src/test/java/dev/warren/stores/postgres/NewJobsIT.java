package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims of jobs that are taken for new ones: all of a batch at once, or none in that way. */
@Tag("store-server")
@Timeout(60)
class NewJobsIT {
    private static final Owner ME = new Owner("me");

    private final TestSchema schema = TestSchema.make();
    private PostgresStore store;

    @BeforeEach
    void open() {
        store = schema.builder().timeout(Duration.ofSeconds(30)).open();
        store.heartbeat(ME, Duration.ofMinutes(1));
        store.heartbeat(new Owner("other"), Duration.ofMinutes(1));
        claim("warm-up"); // makes the numbers of scope and lane
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        schema.close();
    }

    @Test
    void takeOneStatementInWhichEachGetsItsOwnFence() throws Exception {
        long before = blocks();
        List<ClaimAnswer> answers = claim("c", "a", "b");

        assertThat(blocks() - before).isEqualTo(1);
        assertThat(rowsOf("a", "b", "c")).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            long fence = ((ClaimAnswer.Granted) answers.get(i)).fence();
            assertThat(store.find(key(List.of("c", "a", "b").get(i)))
                            .orElseThrow()
                            .fence())
                    .isEqualTo(fence);
        }
    }

    @Test
    void areGrantedAlthoughAnotherOfTheBatchIsKnown() throws Exception {
        end("done");
        for (int batch = 0; batch < 10; batch++) {
            List<ClaimAnswer> answers = claim("before-" + batch, "done", "later-" + batch);

            assertThat(answers.get(0)).isInstanceOf(ClaimAnswer.Granted.class);
            assertThat(answers.get(1)).isNotInstanceOf(ClaimAnswer.Granted.class);
            assertThat(answers.get(2)).isInstanceOf(ClaimAnswer.Granted.class);
        }
        assertThat(schema.ask("SELECT count(*) FROM job WHERE key <> 'warm-up'"))
                .isEqualTo("21");
    }

    /** An error that reached the client would stand in the server's log as well, and end the transaction. */
    @Test
    void areTakenBackWithoutAnErrorWhenAnotherOfTheBatchIsKnown() throws Exception {
        assertThat(schema.ask("SELECT claim_new_jobs('me', '{1,1}', '{new,warm-up}', '{}', '{7,7}', '{0,0}', '{1,1}',"
                        + " 9e18::bigint) IS NULL"))
                .isEqualTo("t");
        assertThat(rowsOf("new", "warm-up")).isEqualTo(1);
    }

    @Test
    void areGrantedAlthoughAnotherOfTheBatchHasExpired() {
        List<ClaimAnswer> answers = store.claim(
                ME,
                List.of(
                        request("new", Coordinates.FIRST),
                        Claims.expiring(request("late", Coordinates.FIRST), Claims.START.minus(Duration.ofDays(1)))));

        assertThat(answers.get(0)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(answers.get(1)).isNotInstanceOf(ClaimAnswer.Granted.class);
    }

    @Test
    void waitForAnotherWorkerThatIsClaimingOneOfThem() throws Exception {
        List<ClaimAnswer> answers = claimBesideOneOfTheSameJob(Connection::commit);

        assertThat(answers.get(0)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(answers.get(1)).isNotInstanceOf(ClaimAnswer.Granted.class);
        assertThat(answers.get(2)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(rowsOf("a", "b", "c")).isEqualTo(3);
    }

    @Test
    void areGrantedWhenAnotherWorkerGaveOneOfThemUp() throws Exception {
        assertThat(claimBesideOneOfTheSameJob(Connection::rollback)).hasOnlyElementsOfType(ClaimAnswer.Granted.class);
    }

    private interface Ending {
        void of(Connection transaction) throws SQLException;
    }

    /** Of three jobs, of which another worker has just claimed the second, in a transaction that ends while this claim waits. */
    private List<ClaimAnswer> claimBesideOneOfTheSameJob(Ending ending) throws Exception {
        try (Connection other = schema.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT claim_new_jobs('other', '{1}', '{b}', '{}', '{7}', '{0}', '{1}', 9e18::bigint)");
            CompletableFuture<List<ClaimAnswer>> claim = CompletableFuture.supplyAsync(() -> claim("a", "b", "c"));
            awaitWaitingFor(statement);
            ending.of(other);
            return claim.join();
        }
    }

    /** The looks take a fence for one whose row is there, or never will be, when nobody holds the table who may have drawn it. */
    @Test
    void drawNoFencesBeforeTheyHoldTheTable() throws Exception {
        try (Connection other = schema.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE job IN SHARE MODE");
            long before = blocks();
            CompletableFuture<List<ClaimAnswer>> claim = CompletableFuture.supplyAsync(() -> claim("a"));
            awaitWaitingFor(statement);
            assertThat(blocks()).isEqualTo(before);
            other.commit();
            assertThat(claim.join()).hasOnlyElementsOfType(ClaimAnswer.Granted.class);
        }
    }

    private void awaitWaitingFor(Statement statement) throws Exception {
        int pid;
        try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            pid = rows.getInt(1);
        }
        Awaitility.await("a claim that waits")
                .atMost(Duration.ofSeconds(20))
                .until(() -> schema.ask(
                                "SELECT count(*) FROM pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))")
                        .equals("1"));
    }

    private List<ClaimAnswer> claim(String... keys) {
        List<ClaimRequest> batch =
                Arrays.stream(keys).map(key -> request(key, Coordinates.FIRST)).toList();
        return store.claim(ME, batch);
    }

    private void end(String key) {
        long fence = ((ClaimAnswer.Granted) claim(key).get(0)).fence();
        assertThat(store.decide(List.of(new Settlement(new FencedKey(key(key), fence), Claims.succeed("7")))))
                .containsExactly(Standing.RECORDED);
    }

    private long blocks() throws Exception {
        return Long.parseLong(schema.ask("SELECT last_value FROM fence_block"));
    }

    private long rowsOf(String... keys) throws Exception {
        return Long.parseLong(
                schema.ask("SELECT count(DISTINCT fence) FROM job WHERE key IN ('" + String.join("', '", keys) + "')"));
    }
}
