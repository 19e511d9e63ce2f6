package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.Uniqueness;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims and heartbeats that meet, one of which stands still in the middle. */
@Tag("store-server")
@Timeout(60)
class LeasesIT {
    private static final Owner ME = new Owner("me");
    private static final Owner OTHER = new Owner("other");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONG_LEASE = Duration.ofMinutes(10);
    private static final Uniqueness KEY = Uniqueness.of("user-42");

    private final TestSchema schema = TestSchema.make();
    private PostgresStore store;
    private PostgresStore hasty;
    private Connection holding;
    private Statement statement;

    @BeforeEach
    void open() throws Exception {
        schema.create();
        setClock(Duration.ZERO);
        store = schema.builder().timeout(Duration.ofSeconds(30)).open();
        hasty = schema.builder().timeout(Duration.ofSeconds(2)).open();
        holding = schema.connect();
        statement = holding.createStatement();
        store.heartbeat(ME, LONG_LEASE);
        store.heartbeat(OTHER, LEASE);
    }

    @AfterEach
    void close() throws Exception {
        holding.close();
        hasty.close();
        store.close();
        schema.close();
    }

    /** A clock of the schema's own, which shadows the server's. */
    private void setClock(Duration ahead) throws SQLException {
        schema.execute("CREATE OR REPLACE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
                + " $$ SELECT pg_catalog.clock_timestamp() + interval '" + ahead.toSeconds() + " seconds' $$");
    }

    private static ClaimRequest first(String job) {
        return request(job, Coordinates.FIRST);
    }

    @Test
    void aClaimThatStandsStillHoldsUpNobodysHeartbeat() throws Exception {
        store.claim(OTHER, List.of(first("a")));
        ClaimRequest late = Claims.expiring(first("b"), Instant.EPOCH); // something to be written
        CompletableFuture<List<ClaimAnswer>> claim = standingStill(first("a"), late);
        assertThat(hasty.heartbeat(OTHER, LEASE)).isEqualTo(Lease.HELD);
        assertThat(hasty.heartbeat(ME, LONG_LEASE)).isEqualTo(Lease.HELD);
        holding.rollback();
        assertThat(claim.join().get(0)).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void aClaimOfAUniqueJobThatStandsStillHoldsUpNobodysHeartbeat() throws Exception {
        store.claim(OTHER, List.of(Claims.unique(first("a"), KEY)));
        CompletableFuture<List<ClaimAnswer>> claim = standingStill(Claims.unique(first("b"), KEY));
        assertThat(hasty.heartbeat(OTHER, LEASE)).isEqualTo(Lease.HELD);
        assertThat(hasty.heartbeat(ME, LONG_LEASE)).isEqualTo(Lease.HELD);
        holding.rollback();
        assertThat(claim.join())
                .containsExactly(new ClaimAnswer.Skipped(first("a").id()));
    }

    @Test
    void whoseJobsAreBeingTakenOverHearsAtOnceThatItsLeaseHasEnded() throws Exception {
        store.claim(OTHER, List.of(first("a")));
        setClock(LEASE.multipliedBy(2));
        CompletableFuture<List<ClaimAnswer>> claim = standingStill(first("a"));
        assertThat(hasty.heartbeat(OTHER, LEASE)).isEqualTo(Lease.LAPSED);
        holding.rollback();
        assertThat(claim.join()).singleElement().isInstanceOf(ClaimAnswer.Suspect.class);
        assertThat(hasty.heartbeat(OTHER, LEASE)).isEqualTo(Lease.LAPSED);
    }

    /** Claims as one who has to wait for the table of what is watched, which is written last, after all looks. */
    private CompletableFuture<List<ClaimAnswer>> standingStill(ClaimRequest... requests) throws Exception {
        holding.setAutoCommit(false);
        statement.execute("LOCK TABLE watch IN EXCLUSIVE MODE");
        CompletableFuture<List<ClaimAnswer>> claim =
                CompletableFuture.supplyAsync(() -> store.claim(ME, List.of(requests)));
        awaitWaitingFor(pid(), claim);
        return claim;
    }

    @Test
    void nothingIsTakenOverFromWhoseLeaseIsJustBeingRenewed() throws Exception {
        store.claim(OTHER, List.of(first("a")));
        CompletableFuture<Lease> renewal = beingRenewed(OTHER);
        CompletableFuture<List<ClaimAnswer>> claim = whileItWaits(() -> store.claim(ME, List.of(first("a"))));
        assertThat(renewal.join()).isEqualTo(Lease.HELD);
        assertThat(claim.join()).singleElement().isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void noLockIsTakenFromWhoseLeaseIsJustBeingRenewed() throws Exception {
        Uniqueness lock = KEY.whileRunning();
        store.claim(OTHER, List.of(Claims.unique(first("a"), lock)));
        CompletableFuture<Lease> renewal = beingRenewed(OTHER);
        CompletableFuture<List<ClaimAnswer>> claim =
                whileItWaits(() -> store.claim(ME, List.of(Claims.unique(first("b"), lock))));
        assertThat(renewal.join()).isEqualTo(Lease.HELD);
        assertThat(claim.join())
                .containsExactly(new ClaimAnswer.Skipped(first("a").id()));
    }

    @Test
    void noLockIsReservedThatIsHeldByWhoseLeaseIsJustBeingRenewed() throws Exception {
        store.claim(OTHER, List.of(Claims.unique(first("a"), KEY.whileRunning())));
        CompletableFuture<Lease> renewal = beingRenewed(OTHER);
        Reservation asked = new Reservation(key("b"), first("b").id(), KEY);
        CompletableFuture<List<ReserveAnswer>> reservation = whileItWaits(() -> store.reserve(List.of(asked)));
        assertThat(renewal.join()).isEqualTo(Lease.HELD);
        assertThat(reservation.join())
                .containsExactly(new ReserveAnswer.Taken(first("a").id()));
    }

    @Test
    void whoseOwnLeaseIsJustBeingRenewedMayClaim() throws Exception {
        store.heartbeat(ME, LEASE);
        CompletableFuture<Lease> renewal = beingRenewed(ME);
        CompletableFuture<List<ClaimAnswer>> claim = whileItWaits(() -> store.claim(ME, List.of(first("a"))));
        assertThat(renewal.join()).isEqualTo(Lease.HELD);
        assertThat(claim.join()).singleElement().isInstanceOf(ClaimAnswer.Granted.class);
    }

    /** In time, but the commit of the renewal takes until after the lease would have ended. */
    private CompletableFuture<Lease> beingRenewed(Owner owner) throws Exception {
        schema.execute("CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " PERFORM pg_advisory_xact_lock_shared(hashtext(current_schema())); RETURN NULL; END $$;"
                + " CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON lease DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION stand_still()");
        statement.execute("SELECT pg_advisory_lock(hashtext(current_schema()))");
        CompletableFuture<Lease> renewal = CompletableFuture.supplyAsync(() -> store.heartbeat(owner, LONG_LEASE));
        awaitWaitingFor(pid(), renewal);
        setClock(LEASE.multipliedBy(2));
        return renewal;
    }

    /** Asks, and has the renewal go on when that waits for it, or is answered already. */
    private <T> CompletableFuture<T> whileItWaits(Supplier<T> asking) throws Exception {
        int renewing = Integer.parseInt(schema.ask("SELECT pid FROM" + waitingFor(pid())));
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(asking);
        awaitWaitingFor(renewing, answer);
        statement.execute("SELECT pg_advisory_unlock(hashtext(current_schema()))");
        return answer;
    }

    private int pid() throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String waitingFor(int pid) {
        return " pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))";
    }

    private void awaitWaitingFor(int pid, CompletableFuture<?> orThis) {
        Awaitility.await("somebody who waits")
                .atMost(Duration.ofSeconds(20))
                .until(() -> orThis.isDone()
                        || schema.ask("SELECT count(*) FROM" + waitingFor(pid)).equals("1"));
    }
}
