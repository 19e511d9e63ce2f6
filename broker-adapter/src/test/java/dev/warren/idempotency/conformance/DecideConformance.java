package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Standing;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Decisions, and claims given up. */
abstract class DecideConformance extends Theme {
    @Test
    void aPlainSuccessIsFinalAtOnce() {
        long fence = granted(ME, "a", FIRST);
        Instant before = now();
        assertThat(decide(fence, "a", Claims.succeed("{\"x\":1}"))).isEqualTo(Standing.RECORDED);
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record.resultJson()).contains("{\"x\":1}");
        assertThat(record.finishedAt().orElseThrow()).isBetween(before, now());
        assertThat(record.owner()).isEmpty();
        ClaimAnswer done = new ClaimAnswer.Completed(new JobId("id-a"), record.resultJson());
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(done);
        assertThat(claim(OTHER, "a", at(1, 1))).isEqualTo(done);
    }

    @Test
    void aSuccessMayHaveNoResult() {
        Decided nothing = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        decide(granted(ME, "a", FIRST), "a", nothing);
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.empty()));
    }

    @Test
    void aDecisionEndsNoNeighbourWhateverThatIsCalled() {
        Decided nothing = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        List<ClaimAnswer> claims =
                store.claim(ME, List.of(request("a", FIRST), request("\0", FIRST), request("b", FIRST)));
        assertThat(store.decide(List.of(
                        settlement(grantedFence(claims.get(0)), "a", nothing),
                        settlement(grantedFence(claims.get(2)), "b", nothing))))
                .containsOnly(Standing.RECORDED);
        assertThat(record("\0").status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aSuccessThatSomethingFollowsIsDecidedThenMarked() {
        long fence = granted(ME, "a", FIRST);
        assertThat(decide(fence, "a", Claims.succeedAndPublish("7"))).isEqualTo(Standing.RECORDED);
        assertThat(record("a").status()).isEqualTo(JobStatus.DECIDED_SUCCEEDED);
        assertThat(record("a").owner()).contains(ME);
        assertThat(record("a").finishedAt()).isEmpty();
        assertThat(claim(OTHER, "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
        Instant before = now();
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record("a").finishedAt().orElseThrow()).isBetween(before, now());
        assertThat(record("a").decided()).isEmpty();
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.of("7")));
    }

    @Test
    void aRetryIsDecidedThenMarkedThenRunsAgain() {
        for (Decided again : List.of(Claims.retry(FIRST), Claims.snooze(FIRST))) {
            String job = again.decision().outcome().label();
            long fence = granted(ME, job, FIRST);
            assertThat(decide(fence, job, again)).isEqualTo(Standing.RECORDED);
            assertThat(record(job).status()).isEqualTo(JobStatus.DECIDED_RETRY);
            assertThat(record(job).owner()).contains(ME);
            assertThat(record(job).fence()).isEqualTo(fence);
            assertThat(record(job).dueAt()).isEqualTo(Claims.START.plusSeconds(10));
            mark(fence, job);
            assertThat(record(job).status()).isEqualTo(JobStatus.RETRYING);
            assertThat(record(job).owner()).isEmpty();
            assertThat(record(job).decided()).isEmpty();
            assertThat(granted(OTHER, job, SECOND)).isGreaterThan(fence);
            assertThat(record(job).attempt()).isEqualTo(2);
        }
    }

    @Test
    void aDeathIsDecidedThenMarked() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.dead());
        assertThat(record("a").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        assertThat(record("a").finishedAt()).isEmpty();
        Instant before = now();
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
        assertThat(record("a").owner()).isEmpty();
        assertThat(record("a").error()).contains(Claims.FAILURE);
        assertThat(record("a").finishedAt().orElseThrow()).isBetween(before, now());
    }

    @Test
    void remembersTheLastFailureUntilItSucceeds() {
        retrying("a");
        assertThat(record("a").error()).contains(Claims.FAILURE);
        succeed("a", SECOND);
        assertThat(record("a").error()).isEmpty();
    }

    @Test
    void aDecisionOfAnOldClaimIsFenced() {
        long old = granted(OTHER, "a", FIRST);
        lapse();
        long fence = suspectFence(claim(ME, "a", FIRST), 0);
        for (Decided late :
                List.of(Claims.succeed("7"), Claims.succeedAndPublish("7"), Claims.retry(FIRST), Claims.dead())) {
            assertThat(decide(old, "a", late)).isEqualTo(Standing.FENCED);
        }
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("a").fence()).isEqualTo(fence);
    }

    @Test
    void aDecisionOnWhatIsUnknownIsFenced() {
        assertThat(decide(1, "never", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(store.find(key("never"))).isEmpty();
    }

    @Test
    void aDecisionMayBeAskedForTwiceByItsMaker() {
        // The first answer may have been lost on its way.
        for (Decided decided : List.of(
                Claims.succeed("7"),
                Claims.succeedAndPublish("7"),
                Claims.retry(FIRST),
                Claims.snooze(FIRST),
                Claims.dead())) {
            String job =
                    decided.decision().outcome().label() + decided.follows().isPresent();
            long fence = granted(ME, job, FIRST);
            assertThat(decide(fence, job, decided)).isEqualTo(Standing.RECORDED);
            JobRecord once = record(job);
            assertThat(decide(fence, job, decided)).as(job).isEqualTo(Standing.RECORDED);
            assertThat(record(job).status()).isEqualTo(once.status());
            assertThat(record(job).finishedAt()).isEqualTo(once.finishedAt());
        }
    }

    @Test
    void theFirstDecisionOfAClaimStands() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.succeed("first"));
        decide(fence, "a", Claims.succeed("second"));
        assertThat(record("a").resultJson()).contains("first");
    }

    @Test
    void answersDecisionsOneByOne() {
        long a = granted(ME, "a", FIRST);
        long b = granted(ME, "b", FIRST);
        long c = granted(ME, "c", FIRST);
        List<Standing> standings = store.decide(List.of(
                settlement(c, "c", Claims.succeed("1")),
                settlement(b + 100, "b", Claims.succeed("2")),
                settlement(a, "a", Claims.succeed("3"))));
        assertThat(standings).containsExactly(Standing.RECORDED, Standing.FENCED, Standing.RECORDED);
        assertThat(record("a").resultJson()).contains("3");
        assertThat(record("b").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("c").resultJson()).contains("1");
    }

    @Test
    void whatIsReleasedIsGrantedAgainAtOnce() {
        long fence = granted(OTHER, "a", FIRST);
        release(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.PENDING);
        assertThat(record("a").owner()).isEmpty();
        assertThat(record("a").attempt()).isEqualTo(1);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(start(fence, "a")).isEqualTo(Standing.FENCED);
        assertThat(granted(ME, "a", FIRST)).isGreaterThan(fence);
    }

    @Test
    void releasesOnlyWhatRunsUnderThatFence() {
        long old = granted(OTHER, "a", FIRST);
        lapse();
        suspectFence(claim(ME, "a", FIRST), 0);
        long decided = granted(ME, "b", FIRST);
        decide(decided, "b", Claims.dead());
        store.release(List.of(
                new FencedKey(key("a"), old), new FencedKey(key("b"), decided), new FencedKey(key("never"), 1)));
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("b").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        assertThat(store.find(key("never"))).isEmpty();
    }
}
