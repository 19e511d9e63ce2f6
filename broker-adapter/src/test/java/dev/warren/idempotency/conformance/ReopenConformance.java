package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Closing, and what outlives it. */
abstract class ReopenConformance extends Theme {
    private void reopen() {
        assumeTrue(fixture.outlivesClosing(), "nothing in this store outlives its being closed");
        store.close();
        store = fixture.open();
    }

    @Test
    void closingTwiceIsTheSameAsOnce() {
        store.close();
        store.close();
    }

    @Test
    void isStillTheSameStore() {
        String id = store.id();
        reopen();
        assertThat(store.id()).isEqualTo(id);
    }

    @Test
    void aStoreInAnotherPlaceHasAnotherId() throws Exception {
        try (StoreFixture elsewhere = fixture();
                var other = elsewhere.open()) {
            assertThat(other.id()).isNotEqualTo(store.id());
        }
    }

    @Test
    void givesNoFenceTwice() {
        List<Long> fences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            fences.add(granted(ME, "a" + i, FIRST));
            cancel("a" + i);
            fences.add(record("a" + i).fence());
            reopen();
        }
        fences.add(granted(ME, "b", FIRST));
        assertThat(fences).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void givesNoFenceTwiceEvenIfAllIsForgottenBetween() {
        succeed("a", FIRST);
        long last = record("a").fence();
        fixture.pass(fixture.retention().succeeded().plus(fixture.grain().multipliedBy(2)));
        assertThat(store.expire(100)).isEqualTo(1);
        reopen();
        assertThat(granted(live("later"), "b", FIRST)).isGreaterThan(last);
    }

    @Test
    void claimsAndLeasesOutliveClosing() {
        long mine = granted(ME, "a", FIRST);
        granted(OTHER, "b", FIRST);
        reopen();
        assertThat(claim(live("third"), "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
        assertThat(store.heartbeat(ME, LONG_LEASE)).isEqualTo(Lease.HELD);
        assertThat(decide(mine, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
        lapse();
        reopen();
        assertThat(store.heartbeat(OTHER, LONG_LEASE)).isEqualTo(Lease.LAPSED);
        assertThat(claim(ME, "b", FIRST)).isInstanceOf(ClaimAnswer.Suspect.class);
    }

    @Test
    void decisionsOutliveClosing() {
        List<Decided> all =
                List.of(Claims.succeedAndPublish("7"), Claims.retry(FIRST), Claims.snooze(FIRST), Claims.dead());
        for (Decided decided : all) {
            String job = decided.decision().outcome().label();
            decide(granted(OTHER, job, FIRST), job, decided);
        }
        lapse();
        reopen();
        for (Decided decided : all) {
            ClaimAnswer answer = claim(ME, request(decided.decision().outcome().label(), FIRST));
            assertThat(answer).isInstanceOf(ClaimAnswer.Finish.class);
            Contents.assertSame(((ClaimAnswer.Finish) answer).decided(), decided);
        }
    }

    @Test
    void endsOutliveClosing() {
        succeed("done", FIRST);
        die("dead", FIRST);
        cancel("cancelled");
        expire("expired", FIRST);
        retrying("retrying");
        var before =
                List.of(record("done"), record("dead"), record("cancelled"), record("expired"), record("retrying"));
        reopen();
        assertThat(List.of(record("done"), record("dead"), record("cancelled"), record("expired"), record("retrying")))
                .isEqualTo(before);
        assertThat(claim(ME, "done", FIRST))
                .isEqualTo(new ClaimAnswer.Completed(new JobId("id-done"), Optional.of("7")));
        assertThat(claim(ME, "dead", FIRST)).isEqualTo(dropped(Dropped.Why.DEAD));
        assertThat(claim(ME, "cancelled", FIRST)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(claim(ME, "expired", FIRST)).isEqualTo(dropped(Dropped.Why.EXPIRED));
        granted(ME, "retrying", SECOND);
    }

    @Test
    void suspicionsOutliveClosing() {
        granted(OTHER, "a", FIRST);
        lapse();
        Owner mortal = new Owner("mortal");
        store.heartbeat(mortal, fixture.lease());
        start(suspectFence(claim(mortal, "a", FIRST), 0), "a");
        reopen();
        lapse();
        suspectFence(claim(ME, "a", FIRST), 1);
    }

    @Test
    void whatIsOverdueOutlivesClosing() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.retry(FIRST, now().minusSeconds(100)));
        mark(fence, "a");
        reopen();
        assertThat(store.overdue(Duration.ofSeconds(10), 10)).containsExactly(record("a"));
        assertThat(store.find(key("never"))).isEmpty();
    }
}
