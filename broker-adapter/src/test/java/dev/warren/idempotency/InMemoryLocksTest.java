package dev.warren.idempotency;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.conformance.Claims;
import dev.warren.idempotency.conformance.LockingStoreConformance;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.idempotency.conformance.StoreFixture;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store with unique keys must do, and what takes too long to try with a store that really waits. */
class InMemoryLocksTest extends LockingStoreConformance {
    private static final Owner ME = new Owner("me");
    private static final Uniqueness KEY = Uniqueness.of("user-42");

    private final SettableClock clock = new SettableClock();
    private final InMemoryStore store = InMemoryStore.create(clock, Retention.STANDARD, InMemoryStore.MOST_RECORDS);

    @Override
    protected StoreFixture fixture() {
        return new InMemoryStoreTest.InMemory();
    }

    private ReserveAnswer reserve(String job, Uniqueness uniqueness) {
        return store.reserve(List.of(new Reservation(key(job), new JobId(job), uniqueness)))
                .get(0);
    }

    private ClaimAnswer claim(String job, Uniqueness uniqueness) {
        store.heartbeat(ME, Duration.ofMinutes(10));
        return store.claim(ME, List.of(Claims.unique(request(job, at(0, 1)), uniqueness)))
                .get(0);
    }

    @Test
    void aReservationOfAPublisherThatDiedIsFreeAfterAMinute() {
        reserve("one", KEY);
        clock.advance(Reservation.HOLDS.minusMillis(1));
        assertThat(reserve("other", KEY)).isEqualTo(new ReserveAnswer.Reserved(new JobId("one")));
        clock.advance(Duration.ofMillis(1));
        assertThat(reserve("other", KEY)).isEqualTo(new ReserveAnswer.Publish());
    }

    @Test
    void whatOnlyAPublisherThatDiedWasInTheWayOfRunsAfterAMinute() {
        reserve("one", KEY);
        assertThat(claim("other", KEY)).isEqualTo(new ClaimAnswer.Locked(new JobId("one"), Reservation.HOLDS));
        clock.advance(Reservation.HOLDS);
        assertThat(claim("other", KEY)).isInstanceOf(ClaimAnswer.Granted.class);
    }

    @Test
    void neitherDoesAReservedWindowOutliveItsPublisher() {
        reserve("one", KEY.during(Duration.ofDays(1)));
        clock.advance(Reservation.HOLDS);
        assertThat(reserve("other", KEY.during(Duration.ofDays(1)))).isEqualTo(new ReserveAnswer.Publish());
    }

    @Test
    void whenAReservationWasTooShortTheClaimDecides() {
        reserve("one", KEY);
        clock.advance(Reservation.HOLDS);
        reserve("other", KEY);
        assertThat(claim("one", KEY)).isInstanceOf(ClaimAnswer.Locked.class);
        assertThat(claim("other", KEY)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(claim("one", KEY)).isEqualTo(new ClaimAnswer.Skipped(new JobId("id-other")));
    }

    @Test
    void oneThatReplacesLetsAReservationComeOrLapse() {
        reserve("one", KEY);
        assertThat(claim("other", KEY.replacing())).isInstanceOf(ClaimAnswer.Locked.class);
        clock.advance(Reservation.HOLDS);
        assertThat(claim("other", KEY.replacing())).isInstanceOf(ClaimAnswer.Granted.class);
    }

    @Test
    void freeLocksAreForgotten() {
        reserve("one", KEY);
        clock.advance(Reservation.HOLDS);
        store.expire(1);
        assertThat(claim("other", KEY.waiting())).isInstanceOf(ClaimAnswer.Granted.class);
    }
}
