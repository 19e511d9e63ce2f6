package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.Suspicion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that may bring workers down. */
abstract class SuspectConformance extends Theme {
    private int workers;

    /** A worker that lapses with the next {@link #lapse}. */
    private Owner mortal() {
        Owner owner = new Owner("mortal-" + ++workers);
        assertThat(store.heartbeat(owner, fixture.lease())).isEqualTo(Lease.HELD);
        return owner;
    }

    @Test
    void whatALostWorkerHadClaimedIsSuspectAndBlamedForNothing() {
        granted(OTHER, "a", FIRST);
        lapse();
        suspectFence(claim(ME, "a", FIRST), 0);
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.SUSPECT);
        assertThat(record("a").crashes()).isZero();
    }

    @Test
    void aStartIsRecordedForWhoeverHasTheClaim() {
        long old = granted(OTHER, "a", FIRST);
        lapse();
        long fence = suspectFence(claim(ME, "a", FIRST), 0);
        assertThat(store.start(List.of(
                        new FencedKey(key("a"), old), new FencedKey(key("a"), fence), new FencedKey(key("never"), 1))))
                .containsExactly(Standing.FENCED, Standing.RECORDED, Standing.FENCED);
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.STARTED);
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(start(fence, "a")).as("asked again").isEqualTo(Standing.RECORDED);
        assertThat(store.find(key("never"))).isEmpty();
    }

    @Test
    void onlyAStartOnRecordCountsAsACrash() {
        granted(OTHER, "a", FIRST);
        lapse();
        suspectFence(claim(mortal(), "a", FIRST), 0);
        lapse();
        long fence = suspectFence(claim(mortal(), "a", FIRST), 0);
        start(fence, "a");
        lapse();
        suspectFence(claim(mortal(), "a", FIRST), 1);
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.SUSPECT);
        lapse();
        suspectFence(claim(ME, "a", FIRST), 1);
    }

    private void crash(String job, int before) {
        start(suspectFence(claim(mortal(), job, FIRST), before), job);
        lapse();
    }

    @Test
    void whatHasBroughtDownAsManyWorkersAsItMayIsPoison() {
        granted(OTHER, "a", FIRST);
        lapse();
        for (int crashes = 0; crashes < Claims.POISON_AFTER; crashes++) {
            crash("a", crashes);
        }
        ClaimAnswer answer = claim(ME, "a", FIRST);
        assertThat(answer).isInstanceOf(ClaimAnswer.Poisoned.class);
        ClaimAnswer.Poisoned poisoned = (ClaimAnswer.Poisoned) answer;
        assertThat(poisoned.crashes()).isEqualTo(Claims.POISON_AFTER);
        assertThat(decide(poisoned.fence(), "a", Claims.dead())).isEqualTo(Standing.RECORDED);
        mark(poisoned.fence(), "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);

        granted(ME, "a", at(1, 1));
        assertThat(record("a").crashes()).as("in its new life").isZero();
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.NONE);
    }

    @Test
    void poisonStaysPoisonForTheNextWhoClaimsIt() {
        granted(OTHER, "a", FIRST);
        lapse();
        for (int crashes = 0; crashes < Claims.POISON_AFTER; crashes++) {
            crash("a", crashes);
        }
        assertThat(claim(mortal(), "a", FIRST)).isInstanceOf(ClaimAnswer.Poisoned.class);
        lapse();
        ClaimAnswer again = claim(ME, "a", FIRST);
        assertThat(again).isInstanceOf(ClaimAnswer.Poisoned.class);
        assertThat(((ClaimAnswer.Poisoned) again).crashes()).isEqualTo(Claims.POISON_AFTER);
    }

    @Test
    void releasingBlamesNobodyAndKeepsTheSuspicion() {
        granted(OTHER, "a", FIRST);
        lapse();
        long fence = suspectFence(claim(ME, "a", FIRST), 0);
        release(fence, "a");
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.SUSPECT);
        long next = suspectFence(claim(ME, "a", FIRST), 0);
        start(next, "a");
        release(next, "a");
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.SUSPECT);
        suspectFence(claim(ME, "a", FIRST), 0);
    }

    @Test
    void aDecisionClearsTheSuspicionAndRemembersTheCrashes() {
        granted(OTHER, "a", FIRST);
        lapse();
        crash("a", 0);
        long fence = suspectFence(claim(ME, "a", FIRST), 1);
        start(fence, "a");
        decide(fence, "a", Claims.retry(FIRST));
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.NONE);
        mark(fence, "a");
        granted(ME, "a", SECOND);
        assertThat(record("a").crashes()).isEqualTo(1);
    }

    @Test
    void anAnswerThatGotLostBlamesNobody() {
        granted(OTHER, "a", FIRST);
        lapse();
        long lost = suspectFence(claim(ME, "a", FIRST), 0);
        assertThat(suspectFence(claim(ME, "a", FIRST), 0)).isGreaterThan(lost);
    }

    @Test
    void aReplayOfWhatALostWorkerHadIsBlamedForNothing() {
        // The broker may have given up on the message meanwhile, and an operator moved it back.
        granted(OTHER, "a", FIRST);
        lapse();
        crash("a", 0);
        granted(ME, "a", at(1, 1));
        assertThat(record("a").crashes()).isZero();
    }
}
