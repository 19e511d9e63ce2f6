package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats, and what they keep. */
abstract class LeaseConformance extends Theme {
    @Test
    void aRenewedLeaseIsHeld() {
        Owner fresh = new Owner("fresh");
        assertThat(store.heartbeat(fresh, fixture.lease())).isEqualTo(Lease.HELD);
        for (int i = 0; i < 4; i++) {
            fixture.pass(fixture.lease().dividedBy(2));
            assertThat(store.heartbeat(fresh, fixture.lease())).isEqualTo(Lease.HELD);
        }
        granted(fresh, "a", FIRST);
    }

    @Test
    void aLeaseThatHasEndedStaysLapsed() {
        lapse();
        assertThat(store.heartbeat(OTHER, fixture.lease())).isEqualTo(Lease.LAPSED);
        assertThat(store.heartbeat(OTHER, LONG_LEASE)).isEqualTo(Lease.LAPSED);
        store.expire(100);
        assertThat(store.heartbeat(OTHER, LONG_LEASE)).isEqualTo(Lease.LAPSED);
        assertThat(store.heartbeat(new Owner("other#1"), fixture.lease())).isEqualTo(Lease.HELD);
    }

    /** A suspended machine's own clock may stand still, so that it learns of the end of its lease here alone. */
    @Test
    void aLeaseThatEndedDaysAgoIsStillKnownToHaveEnded() {
        fixture.pass(Duration.ofDays(7));
        Owner awake = live("awake");
        store.expire(100);
        store.expire(100);
        assertThat(store.heartbeat(OTHER, fixture.lease())).isEqualTo(Lease.LAPSED);
        assertThat(store.heartbeat(awake, LONG_LEASE)).isEqualTo(Lease.HELD);
    }

    @Test
    void claimsNothingForWhoHasNoLease() {
        Owner stranger = new Owner("stranger");
        assertLapsed(stranger);
        lapse();
        assertLapsed(OTHER);
    }

    private void assertLapsed(Owner owner) {
        assertThatThrownBy(() -> store.claim(owner, List.of(request("a", FIRST), request("b", FIRST))))
                .isInstanceOf(LeaseLapsedException.class)
                .hasMessageContaining(owner.value());
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(store.find(key("b"))).isEmpty();
    }

    @Test
    void holdsWhatALiveWorkerHasUntilTheEndOfItsLease() {
        granted(OTHER, "a", FIRST);
        Duration beat = fixture.lease().dividedBy(2);
        fixture.pass(beat);
        Instant before = now();
        store.heartbeat(OTHER, fixture.lease());
        ClaimAnswer answer = claim(ME, "a", FIRST);
        Duration taken = Duration.between(before, now());
        assertThat(answer).isInstanceOf(ClaimAnswer.Held.class);
        assertThat(((ClaimAnswer.Held) answer).rest()).isBetween(fixture.lease().minus(taken), fixture.lease());
    }

    @Test
    void whatALapsedWorkerHadAndThisProcessHasInHandIsHeldForNoTime() {
        long old = granted(OTHER, "a", FIRST);
        lapse();
        assertThat(claim(ME, Claims.inHand(request("a", SECOND), old))).isEqualTo(new ClaimAnswer.Held(Duration.ZERO));
    }

    @Test
    void handsOverWhatALapsedWorkerHadWithAHigherFence() {
        long old = granted(OTHER, "a", FIRST);
        fixture.pass(fixture.lease().minus(fixture.grain()));
        assertThat(claim(ME, "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
        fixture.pass(fixture.grain());
        assertThat(suspectFence(claim(ME, "a", FIRST), 0)).isGreaterThan(old);
        assertThat(record("a").owner()).contains(ME);
    }

    @Test
    void aClaimIsNoSignOfLife() {
        granted(OTHER, "a", FIRST);
        fixture.pass(fixture.lease().minus(fixture.grain()));
        granted(OTHER, "b", FIRST);
        fixture.pass(fixture.grain());
        assertThat(claim(ME, "a", FIRST)).isInstanceOf(ClaimAnswer.Suspect.class);
    }

    @Test
    void whatNobodyTookOverStillBelongsToALapsedWorker() {
        long decided = granted(OTHER, "a", FIRST);
        long released = granted(OTHER, "b", FIRST);
        lapse();
        store.expire(100);
        assertThat(decide(decided, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
        release(released, "b");
        granted(ME, "b", FIRST);
    }

    @Test
    void aLapsedWorkerGoesOnUnderAnotherNameWithWhatItHasInHand() {
        long fence = granted(OTHER, "a", FIRST);
        lapse();
        Owner reborn = live("other#1");
        assertThat(claim(reborn, Claims.inHand(request("a", FIRST), fence)))
                .isInstanceOf(ClaimAnswer.RunningHere.class);
        assertThat(record("a").owner()).contains(reborn);
        assertThat(record("a").fence()).isEqualTo(fence);
        assertThat(claim(ME, "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
    }

    @Test
    void oneLeaseSaysNothingOfAnother() {
        granted(OTHER, "a", FIRST);
        granted(ME, "b", FIRST);
        lapse();
        assertThat(claim(live("third"), "b", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-5S", "PT0.999S", "PT10M0.001S"})
    void refusesALeaseThatIsTooShortOrTooLong(Duration lease) {
        Owner fresh = new Owner("fresh");
        assertThatThrownBy(() -> store.heartbeat(fresh, lease))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a lease of " + lease + " was asked for; it must be from PT1S to PT10M");
        assertThat(store.heartbeat(fresh, Duration.ofSeconds(1))).isEqualTo(Lease.HELD);
    }
}
