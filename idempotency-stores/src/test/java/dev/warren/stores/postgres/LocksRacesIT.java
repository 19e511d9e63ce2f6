package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.Uniqueness;
import dev.warren.topology.LaneName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Unique keys while somebody else is at work at the same rows, or a claim comes to nothing half-way. */
@Tag("store-server")
@Timeout(60)
class LocksRacesIT {
    private static final Owner ME = new Owner("me");
    private static final Uniqueness KEY = Uniqueness.of("user-42");

    private final TestSchema schema = TestSchema.make();
    private PostgresStore store;

    @BeforeEach
    void open() throws Exception {
        schema.create();
        // Whoever forgets locks waits in his look at them for as long as the test holds this advisory lock.
        schema.execute("CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$ BEGIN"
                + " IF current_query() LIKE '%job_lock%ends < %' THEN"
                + " PERFORM pg_advisory_xact_lock_shared(hashtext(current_schema())); END IF;"
                + " RETURN pg_catalog.clock_timestamp(); END $$");
        store = schema.builder().timeout(Duration.ofSeconds(20)).open();
        store.heartbeat(ME, Duration.ofMinutes(1));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        schema.close();
    }

    private static ClaimRequest unique(String job, Uniqueness uniqueness) {
        return Claims.unique(request(job, Coordinates.FIRST), uniqueness);
    }

    private ClaimAnswer claim(ClaimRequest request) {
        return store.claim(ME, List.of(request)).get(0);
    }

    private void end(String job, ClaimAnswer claim) {
        FencedKey fenced = new FencedKey(key(job), ((ClaimAnswer.Granted) claim).fence());
        assertThat(store.decide(List.of(new Settlement(fenced, Claims.succeed("7")))))
                .containsExactly(Standing.RECORDED);
    }

    @Test
    void aLockThatIsTakenWhileItIsToBeForgottenIsKept() throws Exception {
        end("first", claim(unique("first", KEY)));
        try (Connection holding = schema.connect();
                Statement statement = holding.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext(current_schema()))");
            CompletableFuture<Integer> forgetting = CompletableFuture.supplyAsync(() -> store.expire(1));
            awaitWaitingFor(statement);
            assertThat(claim(unique("second", KEY))).isInstanceOf(ClaimAnswer.Granted.class);
            statement.execute("SELECT pg_advisory_unlock(hashtext(current_schema()))");
            forgetting.join();
        }
        assertThat(claim(unique("third", KEY)))
                .isEqualTo(new ClaimAnswer.Skipped(
                        request("second", Coordinates.FIRST).id()));
    }

    @Test
    void aLaneMadeByAClaimThatCameToNothingIsMadeAgain() throws Exception {
        LaneName lane = new LaneName("extra");
        ClaimRequest request = Claims.inLane(unique("a", KEY), lane);
        try (PostgresStore hasty =
                        schema.builder().timeout(Duration.ofSeconds(2)).open();
                Connection foreign = schema.connect();
                Statement statement = foreign.createStatement()) {
            foreign.setAutoCommit(false);
            statement.execute("LOCK TABLE watch IN EXCLUSIVE MODE");
            assertThatThrownBy(() -> hasty.claim(ME, List.of(request)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("longer than the timeout");
            foreign.rollback();
            assertThat(hasty.claim(ME, List.of(request)).get(0)).isInstanceOf(ClaimAnswer.Granted.class);
        }
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED); // reads the row to lock it
        assertThat(store.find(key("a")).orElseThrow().lane()).contains(lane);
    }

    @Test
    void aJobOfALaneThatIsNotThereIsTakenAllTheSame() throws Exception {
        claim(request("a", Coordinates.FIRST));
        schema.execute("UPDATE job SET lane = 4711");
        assertThat(claim(request("a", Coordinates.FIRST))).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(store.find(key("a")).orElseThrow().lane()).contains(LaneName.DEFAULT);
        schema.execute("UPDATE job SET lane = 4711");
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
    }

    @Test
    void oneThatReplacesIsGrantedWhileItIsRegistered() throws Exception {
        Uniqueness debounced = KEY.untilStarted().replacing();
        store.reserve(List.of(
                new Reservation(key("old"), request("old", Coordinates.FIRST).id(), debounced)));
        store.register(List.of(Claims.registration("old")));
        try (Connection registering = schema.connect();
                Statement statement = registering.createStatement()) {
            registering.setAutoCommit(false);
            statement.execute("INSERT INTO job SELECT (jsonb_populate_record(job, '{\"seq\": 1, \"key\": \"new\"}')).*"
                    + " FROM job WHERE key = 'old'");
            CompletableFuture<ClaimAnswer> claim = CompletableFuture.supplyAsync(() -> claim(unique("new", debounced)));
            awaitWaitingFor(statement);
            registering.commit();
            assertThat(claim.join()).isInstanceOf(ClaimAnswer.Granted.class);
        }
        assertThat(store.find(key("old")).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
    }

    private void awaitWaitingFor(Statement statement) throws Exception {
        int pid;
        try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            pid = rows.getInt(1);
        }
        Awaitility.await("somebody who waits")
                .atMost(Duration.ofSeconds(20))
                .until(() -> schema.ask(
                                "SELECT count(*) FROM pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))")
                        .equals("1"));
    }
}
