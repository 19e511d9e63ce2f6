package dev.warren.idempotency;

import static dev.warren.idempotency.Claims.at;
import static dev.warren.idempotency.Claims.key;
import static dev.warren.idempotency.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every idempotency store must do. A store's test extends this and says how to make one; the rules of claiming themselves are
 * {@link ClaimRules}, tested on their own.
 */
public abstract class IdempotencyStoreContract {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Owner ME = new Owner("me");
    private static final Owner OTHER = new Owner("other");

    private final SettableClock clock = new SettableClock();
    private IdempotencyStore store;

    /** An empty store whose time is {@code clock}'s, and which keeps final records for {@link #retention()}. */
    protected abstract IdempotencyStore store(java.time.Clock clock);

    /** How long the store keeps what has succeeded. */
    protected abstract Duration retention();

    /** Makes the store. */
    @BeforeEach
    final void open() {
        store = store(clock);
        store.heartbeat(ME, LEASE);
        store.heartbeat(OTHER, LEASE);
    }

    // Claiming.

    @Test
    void grantsWhatIsNew() {
        long fence = granted(ME, "a", at(0, 1));
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record.id()).isEqualTo(new JobId("id-a"));
        assertThat(record.coordinates()).isEqualTo(at(0, 1));
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.owner()).contains(ME);
        assertThat(record.fence()).isEqualTo(fence);
        assertThat(record.enqueuedAt()).isEqualTo(Claims.START);
        assertThat(record.startedAt()).isEqualTo(Claims.START);
        assertThat(record.finishedAt()).isEmpty();
        assertThat(record.decided()).isEmpty();
    }

    @Test
    void answersABatchInItsOrder() {
        granted(OTHER, "held", at(0, 1));
        decide(granted(ME, "done", at(0, 1)), "done", Claims.succeed("7"));
        List<ClaimAnswer> answers = store.claim(
                ME, List.of(request("done", at(0, 1)), request("new", at(0, 1)), request("held", at(0, 1))));
        assertThat(answers.get(0)).isEqualTo(new ClaimAnswer.Completed(Optional.of("7")));
        assertThat(answers.get(1)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(answers.get(2)).isEqualTo(new ClaimAnswer.Held(Claims.START.plus(LEASE)));
        assertThat(answers).hasSize(3);
    }

    @Test
    void answersAnEmptyBatchWithNothing() {
        assertThat(store.claim(ME, List.of())).isEmpty();
        assertThat(store.decide(List.of())).isEmpty();
        store.mark(List.of());
        store.release(List.of());
    }

    @Test
    void tellsKeysApartByEachOfTheirParts() {
        List<JobKey> keys = List.of(
                new JobKey("jobs", "", new JobTypeName("t"), "k"),
                new JobKey("other", "", new JobTypeName("t"), "k"),
                new JobKey("jobs", "acme", new JobTypeName("t"), "k"),
                new JobKey("jobs", "", new JobTypeName("u"), "k"),
                new JobKey("jobs", "", new JobTypeName("t"), "K"),
                new JobKey("jobs", "", new JobTypeName("t"), "k "),
                new JobKey("jobs", "", new JobTypeName("t"), "ä€😀'\"%_\\"),
                new JobKey("jobs", "", new JobTypeName("t"), "k".repeat(255)));
        for (JobKey each : keys) {
            assertThat(claim(ME, request(each, at(0, 1), Optional.empty())))
                    .as("%s", each)
                    .isInstanceOf(ClaimAnswer.Granted.class);
        }
        assertThat(keys)
                .allSatisfy(
                        each -> assertThat(store.find(each)).map(JobRecord::key).contains(each));
    }

    @Test
    void neverGivesAFenceTwice() {
        List<Long> fences = new ArrayList<>();
        for (int run = 1; run <= 5; run++) {
            for (String job : List.of("a", "b")) {
                long fence = granted(ME, job, at(0, run));
                decide(fence, job, Claims.retry(at(0, run)));
                mark(fence, job);
                fences.add(fence);
            }
        }
        assertThat(fences).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void joinsADeliveryOfWhatRunsHere() {
        long fence = granted(ME, "a", at(0, 1));
        assertThat(claim(ME, "a", at(0, 1))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertThat(record("a").fence()).isEqualTo(fence);
    }

    @Test
    void dropsWhatIsBelowTheRecord() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.retry(at(0, 1)));
        mark(fence, "a");
        assertThat(claim(ME, "a", at(0, 1))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.STALE));
        granted(ME, "a", at(0, 2));
        assertThat(claim(OTHER, "a", at(0, 1))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.STALE));
    }

    // Leases.

    @Test
    void holdsWhatALiveWorkerHasUntilTheEndOfItsLease() {
        granted(OTHER, "a", at(0, 1));
        clock.advance(Duration.ofSeconds(3));
        store.heartbeat(OTHER, LEASE);
        assertThat(claim(ME, "a", at(0, 1)))
                .isEqualTo(new ClaimAnswer.Held(Claims.START.plusSeconds(3).plus(LEASE)));
    }

    @Test
    void handsOverWhatALapsedWorkerHadWithAHigherFence() {
        long old = granted(OTHER, "a", at(0, 1));
        clock.advance(LEASE.minusMillis(1));
        assertThat(claim(ME, "a", at(0, 1))).isInstanceOf(ClaimAnswer.Held.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(granted(ME, "a", at(0, 1))).isGreaterThan(old);
        assertThat(record("a").owner()).contains(ME);
    }

    @Test
    void aClaimIsASignOfLife() {
        granted(OTHER, "a", at(0, 1));
        clock.advance(LEASE.minusMillis(1));
        granted(OTHER, "b", at(0, 1));
        clock.advance(Duration.ofMillis(2));
        assertThat(claim(ME, "a", at(0, 1))).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void aClaimDoesNotShortenALongLease() {
        store.heartbeat(OTHER, Duration.ofMinutes(10));
        granted(OTHER, "a", at(0, 1));
        clock.advance(Duration.ofMinutes(9));
        store.heartbeat(ME, LEASE);
        assertThat(claim(ME, "a", at(0, 1))).isEqualTo(new ClaimAnswer.Held(Claims.START.plus(Duration.ofMinutes(10))));
    }

    @Test
    void whatNobodyTookOverStillBelongsToALapsedWorker() {
        long fence = granted(ME, "a", at(0, 1));
        clock.advance(Duration.ofHours(2));
        store.heartbeat(OTHER, LEASE);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
    }

    // Deciding.

    @Test
    void aPlainSuccessIsFinalAtOnce() {
        long fence = granted(ME, "a", at(0, 1));
        clock.advance(Duration.ofSeconds(2));
        assertThat(decide(fence, "a", Claims.succeed("{\"x\":\"ä€😀\"}"))).isEqualTo(Standing.RECORDED);
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record.resultJson()).contains("{\"x\":\"ä€😀\"}");
        assertThat(record.finishedAt()).contains(Claims.START.plusSeconds(2));
        assertThat(record.owner()).isEmpty();
        assertThat(claim(OTHER, "a", at(0, 1))).isEqualTo(new ClaimAnswer.Completed(record.resultJson()));
        assertThat(claim(OTHER, "a", at(1, 1))).isEqualTo(new ClaimAnswer.Completed(record.resultJson()));
    }

    @Test
    void aSuccessMayHaveNoResult() {
        Decided nothing = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        decide(granted(ME, "a", at(0, 1)), "a", nothing);
        assertThat(claim(OTHER, "a", at(0, 1))).isEqualTo(new ClaimAnswer.Completed(Optional.empty()));
    }

    @Test
    void aRetryIsDecidedThenMarkedThenRunsAgain() {
        for (Decided again : List.of(Claims.retry(at(0, 1)), Claims.snooze(at(0, 1)))) {
            String job = again.decision().outcome().label();
            long fence = granted(ME, job, at(0, 1));
            assertThat(decide(fence, job, again)).isEqualTo(Standing.RECORDED);
            assertThat(record(job).status()).isEqualTo(JobStatus.DECIDED_RETRY);
            assertThat(record(job).owner()).contains(ME);
            assertThat(record(job).fence()).isEqualTo(fence);
            mark(fence, job);
            assertThat(record(job).status()).isEqualTo(JobStatus.RETRYING);
            assertThat(record(job).owner()).isEmpty();
            assertThat(record(job).decided()).isEmpty();
            assertThat(granted(OTHER, job, at(0, 2))).isGreaterThan(fence);
            assertThat(record(job).attempt()).isEqualTo(2);
        }
    }

    @Test
    void aDeathIsDecidedThenMarked() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        assertThat(record("a").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        assertThat(record("a").finishedAt()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
        assertThat(record("a").error()).contains(Claims.FAILURE);
        assertThat(record("a").finishedAt()).contains(Claims.START.plusSeconds(1));
    }

    @Test
    void remembersTheLastFailureOfWhatIsTriedAgain() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.retry(at(0, 1)));
        mark(fence, "a");
        assertThat(record("a").error()).contains(Claims.FAILURE);
    }

    @Test
    void aDecisionOfAnOldClaimIsFenced() {
        long old = granted(OTHER, "a", at(0, 1));
        clock.advance(LEASE);
        store.heartbeat(ME, LEASE);
        long fence = granted(ME, "a", at(0, 1));
        for (Decided late : List.of(Claims.succeed("7"), Claims.retry(at(0, 1)), Claims.dead())) {
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
        for (Decided decided : List.of(Claims.succeed("7"), Claims.retry(at(0, 1)), Claims.dead())) {
            String job = decided.decision().outcome().label();
            long fence = granted(ME, job, at(0, 1));
            assertThat(decide(fence, job, decided)).isEqualTo(Standing.RECORDED);
            JobRecord once = record(job);
            assertThat(decide(fence, job, decided)).as(job).isEqualTo(Standing.RECORDED);
            assertThat(record(job).status()).isEqualTo(once.status());
        }
    }

    @Test
    void answersDecisionsOneByOne() {
        long a = granted(ME, "a", at(0, 1));
        long b = granted(ME, "b", at(0, 1));
        List<Standing> standings = store.decide(List.of(
                settlement(a, "a", Claims.succeed("1")),
                settlement(b + 100, "b", Claims.succeed("2")),
                settlement(b, "b", Claims.succeed("3"))));
        assertThat(standings).containsExactly(Standing.RECORDED, Standing.FENCED, Standing.RECORDED);
        assertThat(record("b").resultJson()).contains("3");
    }

    // Finishing what others have decided.

    @Test
    void letsAnotherFinishWhatALapsedWorkerHasDecided() {
        for (Decided decided : List.of(Claims.retry(at(0, 1)), Claims.snooze(at(0, 1)), Claims.dead())) {
            String job = decided.decision().outcome().label();
            store.heartbeat(OTHER, LEASE);
            long fence = granted(OTHER, job, at(0, 1));
            decide(fence, job, decided);
            assertThat(claim(ME, job, at(0, 1))).isInstanceOf(ClaimAnswer.Held.class);
            clock.advance(LEASE);
            store.heartbeat(ME, LEASE);
            ClaimAnswer answer = claim(ME, job, at(0, 1));
            assertThat(answer).isInstanceOf(ClaimAnswer.Finish.class);
            ClaimAnswer.Finish finish = (ClaimAnswer.Finish) answer;
            assertThat(finish.fence()).isEqualTo(fence);
            assertSame(finish.decided(), decided);
            assertThat(record(job).owner()).contains(ME);
            mark(fence, job);
            assertThat(record(job).decided()).isEmpty();
        }
    }

    /** A publication's body is an array, which records do not compare. */
    private static void assertSame(Decided actual, Decided expected) {
        assertThat(actual.decision()).isEqualTo(expected.decision());
        var publication = actual.follows().orElseThrow();
        var wanted = expected.follows().orElseThrow();
        assertThat(publication.exchange()).isEqualTo(wanted.exchange());
        assertThat(publication.routingKey()).isEqualTo(wanted.routingKey());
        assertThat(publication.message().properties().type())
                .isEqualTo(wanted.message().properties().type());
        assertThat(publication.message().properties().messageId())
                .isEqualTo(wanted.message().properties().messageId());
        assertThat(publication.message().properties().headers().get("attempt")).hasToString("2");
        assertThat(publication.message().body()).isEqualTo(wanted.message().body());
    }

    @Test
    void holdsWhatItsDeciderIsFinishing() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        assertThat(claim(ME, "a", at(0, 1))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertThat(claim(OTHER, "a", at(0, 1))).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void theNextRunMayOvertakeTheMark() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.retry(at(0, 1)));
        long next = granted(OTHER, "a", at(0, 2));
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("a").fence()).isEqualTo(next);
    }

    @Test
    void aReplayMayOvertakeTheMark() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        long next = granted(OTHER, "a", at(1, 1));
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("a").fence()).isEqualTo(next);
        assertThat(record("a").coordinates()).isEqualTo(at(1, 1));
    }

    // Marking.

    @Test
    void aMarkWithAnOldFenceChangesNothing() {
        long old = granted(OTHER, "a", at(0, 1));
        clock.advance(LEASE);
        store.heartbeat(ME, LEASE);
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        mark(old, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        mark(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void aMarkOfWhatIsNotDecidedChangesNothing() {
        long fence = granted(ME, "a", at(0, 1));
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
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        JobRecord once = record("a");
        clock.advance(Duration.ofSeconds(1));
        mark(fence, "a");
        assertThat(record("a").finishedAt()).isEqualTo(once.finishedAt());
    }

    // Releasing.

    @Test
    void whatIsReleasedIsGrantedAgainAtOnce() {
        long fence = granted(OTHER, "a", at(0, 1));
        store.release(List.of(new FencedKey(key("a"), fence)));
        assertThat(record("a").status()).isEqualTo(JobStatus.PENDING);
        assertThat(record("a").owner()).isEmpty();
        assertThat(record("a").attempt()).isEqualTo(1);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(granted(ME, "a", at(0, 1))).isGreaterThan(fence);
    }

    @Test
    void releasesOnlyWhatRunsUnderThatFence() {
        long old = granted(OTHER, "a", at(0, 1));
        clock.advance(LEASE);
        store.heartbeat(ME, LEASE);
        granted(ME, "a", at(0, 1));
        long decided = granted(ME, "b", at(0, 1));
        decide(decided, "b", Claims.dead());
        store.release(List.of(
                new FencedKey(key("a"), old), new FencedKey(key("b"), decided), new FencedKey(key("never"), 1)));
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("b").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        assertThat(store.find(key("never"))).isEmpty();
    }

    // Dying, replaying, expiring.

    @Test
    void onlyANewLifeRevivesTheDead() {
        long fence = granted(ME, "a", at(0, 3));
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        assertThat(claim(ME, "a", at(0, 1))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.DEAD));
        assertThat(claim(ME, "a", at(0, 4))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.DEAD));
        granted(ME, "a", at(1, 1));
        assertThat(record("a").coordinates()).isEqualTo(at(1, 1));
    }

    @Test
    void whatIsTooLateIsNeverStarted() {
        ClaimRequest late = request(key("a"), at(0, 1), Optional.of(Claims.START));
        assertThat(claim(ME, late)).isEqualTo(dropped(ClaimAnswer.Dropped.Why.EXPIRED));
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
        assertThat(record("a").finishedAt()).contains(Claims.START);
        assertThat(claim(ME, "a", at(0, 1))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.EXPIRED));
    }

    @Test
    void aRetryCanBeTooLate() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.retry(at(0, 1)));
        mark(fence, "a");
        ClaimRequest late = request(key("a"), at(0, 2), Optional.of(Claims.START));
        assertThat(claim(ME, late)).isEqualTo(dropped(ClaimAnswer.Dropped.Why.EXPIRED));
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
    }

    @Test
    void expiringUndoesNoEnd() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        ClaimRequest late = request(key("a"), at(1, 1), Optional.of(Claims.START));
        assertThat(claim(ME, late)).isEqualTo(dropped(ClaimAnswer.Dropped.Why.EXPIRED));
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
    }

    // Cancelling.

    @Test
    void cancelsWhatIsNotKnownYet() {
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(claim(ME, "a", at(0, 1))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.CANCELLED));
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
    }

    @Test
    void cancelsWhatRunsAndFencesItsFinisher() {
        long fence = granted(ME, "a", at(0, 1));
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(decide(fence, "a", Claims.dead())).isEqualTo(Standing.FENCED);
        mark(fence, "a");
        store.release(List.of(new FencedKey(key("a"), fence)));
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(claim(ME, "a", at(0, 2))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.CANCELLED));
    }

    @Test
    void cancelsWhatWaits() {
        long pending = granted(ME, "pending", at(0, 1));
        store.release(List.of(new FencedKey(key("pending"), pending)));
        long retrying = granted(ME, "retrying", at(0, 1));
        decide(retrying, "retrying", Claims.retry(at(0, 1)));
        mark(retrying, "retrying");
        assertThat(store.cancel(key("pending"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(store.cancel(key("retrying"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(claim(ME, "retrying", at(0, 2))).isEqualTo(dropped(ClaimAnswer.Dropped.Why.CANCELLED));
    }

    @Test
    void cancelsNothingThatIsDecidedOrOver() {
        long retry = granted(ME, "retry", at(0, 1));
        decide(retry, "retry", Claims.retry(at(0, 1)));
        assertThat(store.cancel(key("retry"))).isEqualTo(CancelAnswer.TRY_AGAIN);
        assertThat(record("retry").status()).isEqualTo(JobStatus.DECIDED_RETRY);

        long dead = granted(ME, "dead", at(0, 1));
        decide(dead, "dead", Claims.dead());
        assertThat(store.cancel(key("dead"))).isEqualTo(CancelAnswer.TOO_LATE);
        mark(dead, "dead");
        assertThat(store.cancel(key("dead"))).isEqualTo(CancelAnswer.TOO_LATE);

        decide(granted(ME, "done", at(0, 1)), "done", Claims.succeed("7"));
        assertThat(store.cancel(key("done"))).isEqualTo(CancelAnswer.TOO_LATE);

        claim(ME, request(key("late"), at(0, 1), Optional.of(Claims.START)));
        assertThat(store.cancel(key("late"))).isEqualTo(CancelAnswer.TOO_LATE);
    }

    // Forgetting.

    @Test
    void forgetsWhatSucceededWhenItsRetentionIsOver() {
        decide(granted(ME, "a", at(0, 1)), "a", Claims.succeed("7"));
        clock.advance(retention());
        assertThat(store.expire(100)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.expire(100)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(store.expire(100)).isZero();
        granted(ME, "a", at(0, 1));
    }

    @Test
    void forgetsNoMoreAtOnceThanItIsTold() {
        for (int i = 0; i < 5; i++) {
            decide(granted(ME, "a" + i, at(0, 1)), "a" + i, Claims.succeed("7"));
        }
        clock.advance(retention().plusMillis(1));
        assertThat(store.expire(2)).isEqualTo(2);
        assertThat(store.expire(2)).isEqualTo(2);
        assertThat(store.expire(2)).isEqualTo(1);
    }

    @Test
    void forgetsNothingThatIsNotOver() {
        granted(ME, "running", at(0, 1));
        long retrying = granted(ME, "retrying", at(0, 1));
        decide(retrying, "retrying", Claims.retry(at(0, 1)));
        mark(retrying, "retrying");
        decide(granted(ME, "decided", at(0, 1)), "decided", Claims.dead());
        clock.advance(Duration.ofDays(10_000));
        assertThat(store.expire(100)).isZero();
        assertThat(List.of("running", "retrying", "decided"))
                .allSatisfy(job -> assertThat(store.find(key(job))).isPresent());
    }

    @Test
    void doesNotForgetAJobThatHasComeBackToLife() {
        long fence = granted(ME, "a", at(0, 1));
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        granted(ME, "a", at(1, 1));
        clock.advance(Duration.ofDays(10_000));
        assertThat(store.expire(100)).isZero();
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
    }

    // All at once.

    @Test
    void grantsEachKeyToOneOfManyThreads() throws Exception {
        int threads = 8;
        int keys = 200;
        Map<String, AtomicInteger> grants = new ConcurrentHashMap<>();
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Owner owner = new Owner("worker-" + t);
                running.add(pool.submit(() -> {
                    together.await();
                    for (int from = 0; from < keys; from += 10) {
                        claimTen(owner, from, grants);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(grants).hasSize(keys);
        assertThat(grants.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }

    private void claimTen(Owner owner, int from, Map<String, AtomicInteger> grants) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (int i = from; i < from + 10; i++) {
            batch.add(request("k" + i, at(0, 1)));
        }
        List<ClaimAnswer> answers = store.claim(owner, batch);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof ClaimAnswer.Granted) {
                grants.computeIfAbsent(batch.get(i).key().key(), k -> new AtomicInteger())
                        .incrementAndGet();
            }
        }
    }

    // Words.

    private static ClaimAnswer.Dropped dropped(ClaimAnswer.Dropped.Why why) {
        return new ClaimAnswer.Dropped(why);
    }

    private ClaimAnswer claim(Owner owner, String job, Coordinates coordinates) {
        return claim(owner, request(job, coordinates));
    }

    private ClaimAnswer claim(Owner owner, ClaimRequest request) {
        return store.claim(owner, List.of(request)).get(0);
    }

    private long granted(Owner owner, String job, Coordinates coordinates) {
        ClaimAnswer answer = claim(owner, job, coordinates);
        assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
        return ((ClaimAnswer.Granted) answer).fence();
    }

    private static Settlement settlement(long fence, String job, Decided decided) {
        return new Settlement(new FencedKey(key(job), fence), decided);
    }

    private Standing decide(long fence, String job, Decided decided) {
        return store.decide(List.of(settlement(fence, job, decided))).get(0);
    }

    private void mark(long fence, String job) {
        store.mark(List.of(new FencedKey(key(job), fence)));
    }

    private JobRecord record(String job) {
        return store.find(key(job)).orElseThrow();
    }
}
