package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Carrying out what was decided: by its maker, by another, or overtaken by what was published. */
abstract class FinishConformance extends Theme {
    @Test
    void letsAnotherFinishWhatALapsedWorkerHasDecided() {
        for (Decided decided :
                List.of(Claims.succeedAndPublish("7"), Claims.retry(FIRST), Claims.snooze(FIRST), Claims.dead())) {
            String job = decided.decision().outcome().label();
            Owner decider = new Owner("decider of " + job);
            store.heartbeat(decider, fixture.lease());
            long fence = granted(decider, job, FIRST);
            decide(fence, job, decided);
            assertThat(claim(ME, job, FIRST)).isInstanceOf(ClaimAnswer.Held.class);
            lapse();
            assertFinishes(claim(ME, job, FIRST), fence, decided);
            assertThat(record(job).owner()).contains(ME);
            assertThat(record(job).fence()).isEqualTo(fence);
            assertThat(claim(live("third of " + job), job, FIRST)).isInstanceOf(ClaimAnswer.Held.class);
            mark(fence, job);
            assertThat(record(job).decided()).isEmpty();
        }
    }

    private static void assertFinishes(ClaimAnswer answer, long fence, Decided decided) {
        assertThat(answer).isInstanceOf(ClaimAnswer.Finish.class);
        ClaimAnswer.Finish finish = (ClaimAnswer.Finish) answer;
        assertThat(finish.fence()).isEqualTo(fence);
        Contents.assertSame(finish.decided(), decided);
    }

    @Test
    void letsADeciderFinishWhatItHasNoMoreInHand() {
        // The answer to an earlier claim of it may have been lost.
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.dead());
        assertFinishes(claim(ME, "a", FIRST), fence, Claims.dead());
    }

    @Test
    void holdsWhatItsDeciderIsFinishing() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.dead());
        assertThat(claim(ME, Claims.inHand(request("a", FIRST), fence))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertThat(claim(OTHER, "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void theNextRunMayOvertakeTheMark() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.retry(FIRST));
        long next = granted(OTHER, "a", SECOND);
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("a").fence()).isEqualTo(next);
        assertThat(record("a").decided()).isEmpty();
    }

    @Test
    void aReplayMayOvertakeTheMark() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.dead());
        long next = granted(OTHER, "a", at(1, 1));
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("a").fence()).isEqualTo(next);
        assertThat(record("a").coordinates()).isEqualTo(at(1, 1));
    }

    @Test
    void aMarkWithAnOldFenceChangesNothing() {
        long old = granted(OTHER, "a", FIRST);
        lapse();
        long fence = suspectFence(claim(ME, "a", FIRST), 0);
        decide(fence, "a", Claims.dead());
        mark(old, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void aMarkOfWhatIsNotDecidedChangesNothing() {
        long fence = granted(ME, "a", FIRST);
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        decide(fence, "a", Claims.succeed("7"));
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        mark(1, "never");
        assertThat(store.find(key("never"))).isEmpty();
    }

    @Test
    void markingTwiceIsTheSameAsOnce() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        JobRecord once = record("a");
        fixture.pass(fixture.grain());
        mark(fence, "a");
        assertThat(record("a")).isEqualTo(once);
    }
}
