package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.job.Coordinates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store, two workers with running leases, and short words for what is asked of the store. */
abstract class Theme {
    /** Of a worker that is not to lapse in the test. */
    static final Duration LONG_LEASE = Duration.ofMinutes(10);

    static final Coordinates FIRST = Coordinates.FIRST;
    static final Coordinates SECOND = at(0, 2);

    /** Lives through the test, if that does not take more than ten minutes of the store's time. */
    static final Owner ME = new Owner("me");

    /** Lapses after the fixture's lease. */
    static final Owner OTHER = new Owner("other");

    StoreFixture fixture;
    IdempotencyStore store;
    private int probes;

    abstract StoreFixture fixture();

    @BeforeEach
    final void open() {
        fixture = fixture();
        store = fixture.open();
        store.heartbeat(ME, LONG_LEASE);
        store.heartbeat(OTHER, fixture.lease());
    }

    @AfterEach
    final void close() throws Exception {
        store.close();
        fixture.close();
    }

    // Time.

    /** The store's time, as it writes it into a record. */
    final Instant now() {
        Owner prober = new Owner("prober-" + ++probes);
        store.heartbeat(prober, Duration.ofSeconds(1));
        String job = "probe " + probes;
        store.claim(prober, List.of(request(job, FIRST)));
        Instant now = record(job).startedAt();
        store.cancel(key(job));
        return now;
    }

    /** Until the lease of {@link #OTHER} is surely over. */
    final void lapse() {
        fixture.pass(fixture.lease().plus(fixture.grain()));
    }

    final Owner live(String name) {
        Owner owner = new Owner(name);
        assertThat(store.heartbeat(owner, LONG_LEASE)).isEqualTo(Lease.HELD);
        return owner;
    }

    // Asking.

    final ClaimAnswer claim(Owner owner, ClaimRequest request) {
        return store.claim(owner, List.of(request)).get(0);
    }

    final ClaimAnswer claim(Owner owner, String job, Coordinates coordinates) {
        return claim(owner, request(job, coordinates));
    }

    final long granted(Owner owner, String job, Coordinates coordinates) {
        return grantedFence(claim(owner, job, coordinates));
    }

    static long grantedFence(ClaimAnswer answer) {
        assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
        return ((ClaimAnswer.Granted) answer).fence();
    }

    static long suspectFence(ClaimAnswer answer, int crashes) {
        assertThat(answer).isInstanceOf(ClaimAnswer.Suspect.class);
        ClaimAnswer.Suspect suspect = (ClaimAnswer.Suspect) answer;
        assertThat(suspect.crashes()).as("crashes").isEqualTo(crashes);
        return suspect.fence();
    }

    final Standing start(long fence, String job) {
        return store.start(List.of(new FencedKey(key(job), fence))).get(0);
    }

    final Standing decide(long fence, String job, Decided decided) {
        return store.decide(List.of(settlement(fence, job, decided))).get(0);
    }

    static Settlement settlement(long fence, String job, Decided decided) {
        return new Settlement(new FencedKey(key(job), fence), decided);
    }

    final void mark(long fence, String job) {
        store.mark(List.of(new FencedKey(key(job), fence)));
    }

    final void release(long fence, String job) {
        store.release(List.of(new FencedKey(key(job), fence)));
    }

    final JobRecord record(String job) {
        return store.find(key(job)).orElseThrow();
    }

    static Dropped dropped(Dropped.Why why) {
        return new Dropped(why);
    }

    // Ways to an end or nearly there.

    final long retrying(String job) {
        long fence = granted(ME, job, FIRST);
        decide(fence, job, Claims.retry(FIRST));
        mark(fence, job);
        return fence;
    }

    final void succeed(String job, Coordinates coordinates) {
        decide(granted(ME, job, coordinates), job, Claims.succeed("7"));
    }

    final void die(String job, Coordinates coordinates) {
        long fence = granted(ME, job, coordinates);
        decide(fence, job, Claims.dead());
        mark(fence, job);
    }

    /** Claimed too late. */
    final void expire(String job, Coordinates coordinates) {
        ClaimRequest late = Claims.expiring(request(job, coordinates), Instant.EPOCH);
        assertThat(claim(ME, late)).isEqualTo(dropped(Dropped.Why.EXPIRED));
    }

    final void cancel(String job) {
        assertThat(store.cancel(key(job))).isEqualTo(CancelAnswer.CANCELLED);
    }
}
