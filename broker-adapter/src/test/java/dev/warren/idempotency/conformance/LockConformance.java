package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of jobs with one unique key one is enough, or one at a time; and who has it is said by that job's record alone. */
abstract class LockConformance extends LockTheme {
    // Skipping and waiting.

    @Test
    void oneThatFindsTheKeyTakenIsSkippedAndStaysSo() {
        long fence = granted("one", LOCK);
        assertSkipped(claim("other", LOCK), "one");
        assertThat(record("other").status()).isEqualTo(JobStatus.CANCELLED);
        decide(fence, "one", Claims.succeed("7"));
        assertThat(claim("other", LOCK)).isEqualTo(dropped(Dropped.Why.CANCELLED));
    }

    @Test
    void oneThatWaitsAsksAgain() {
        long fence = granted("one", LOCK);
        assertLocked(claim("other", LOCK.waiting()), "one");
        assertThat(store.find(key("other"))).as("nothing has happened to it").isEmpty();
        assertThat(decide(fence, "one", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
        assertThat(granted("other", LOCK.waiting())).isGreaterThan(fence);
    }

    @Test
    void aBatchIsAnsweredOneAfterTheOther() {
        List<ClaimAnswer> answers = store.claim(
                ME,
                List.of(
                        unique("one", FIRST, LOCK),
                        request("plain", FIRST),
                        unique("two", FIRST, LOCK.waiting()),
                        unique("three", FIRST, Uniqueness.of("user-43"))));
        grantedFence(answers.get(0));
        grantedFence(answers.get(1));
        assertLocked(answers.get(2), "one");
        grantedFence(answers.get(3));
    }

    @Test
    void aKeyBelongsToItsTenantAndType() {
        granted("one", LOCK);
        JobKey tenants = new JobKey("jobs", "acme", new JobTypeName("greet"), "two");
        JobKey types = new JobKey("jobs", "", new JobTypeName("other"), "three");
        grantedFence(claim(ME, Claims.unique(request(tenants, FIRST), LOCK)));
        grantedFence(claim(ME, Claims.unique(request(types, FIRST), LOCK)));
    }

    @Test
    void whatWouldNotStartDoesNotAskForItsKey() {
        succeed("done", FIRST);
        granted("one", LOCK);
        assertThat(claim("done", LOCK)).isInstanceOf(ClaimAnswer.Completed.class);
        ClaimRequest late = Claims.expiring(unique("late", FIRST, LOCK), Instant.EPOCH);
        assertThat(claim(ME, late)).isEqualTo(dropped(Dropped.Why.EXPIRED));
    }

    @Test
    void aJobDoesNotStandInItsOwnWay() {
        long fence = granted("one", KEY);
        assertThat(granted("one", KEY)).as("its first answer got lost").isGreaterThan(fence);
    }

    // While running.

    @Test
    void aLockIsFreeBetweenTwoAttempts() {
        long fence = granted("one", LOCK);
        decide(fence, "one", Claims.retry(FIRST));
        mark(fence, "one");
        granted("other", LOCK);
        assertLocked(claim(ME, unique("one", SECOND, LOCK.waiting())), "other");
        assertSkipped(claim(ME, unique("one", SECOND, LOCK)), "other");
    }

    @Test
    void aLockIsFreeWhenItsHolderIsHandedBack() {
        long fence = granted("one", LOCK);
        release(fence, "one");
        granted("other", LOCK);
    }

    @Test
    void aLockIsFreeWhenTheLeaseOfItsHoldersWorkerHasEnded() {
        grantedFence(claim(OTHER, "one", LOCK));
        assertLocked(claim("other", LOCK.waiting()), "one");
        lapse();
        granted("other", LOCK.waiting());
        assertLocked(claim(ME, unique("one", FIRST, LOCK.waiting())), "other");
    }

    @Test
    void aLockThatPassedOnIsNotGivenBackByALateFinish() {
        long fence = grantedFence(claim(OTHER, "one", LOCK));
        lapse();
        granted("other", LOCK);
        assertThat(decide(fence, "one", Claims.succeed("7")))
                .as("nobody else has claimed the job itself")
                .isEqualTo(Standing.RECORDED);
        assertLocked(claim("third", LOCK.waiting()), "other");
    }

    @Test
    void whoGoesOnUnderAnotherNameHasItsLockAgain() {
        long fence = grantedFence(claim(OTHER, "one", LOCK));
        lapse();
        assertThat(claim(live("again"), inHand("one", fence, LOCK))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertLocked(claim("third", LOCK.waiting()), "one");
    }

    @Test
    void whoGoesOnUnderAnotherNameWaitsForALockThatPassedOn() {
        long fence = grantedFence(claim(OTHER, "one", LOCK));
        lapse();
        granted("other", LOCK);
        Owner again = live("again");
        assertLocked(claim(again, inHand("one", fence, LOCK)), "other");
        assertThat(record("one").owner()).as("two would run under live leases").contains(OTHER);
        assertThat(record("one").status()).as("it is not skipped while it runs").isEqualTo(JobStatus.RUNNING);
        release(fence, "one");
        assertLocked(claim(again, unique("one", FIRST, LOCK.waiting())), "other");
    }

    @Test
    void whoGoesOnUnderAnotherNameTakesALockThatIsFreeAgain() {
        long fence = grantedFence(claim(OTHER, "one", LOCK));
        lapse();
        decide(granted("other", LOCK), "other", Claims.succeed("7"));
        assertThat(claim(live("again"), inHand("one", fence, LOCK))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertLocked(claim("third", LOCK.waiting()), "one");
        decide(fence, "one", Claims.succeed("8"));
        granted("third", LOCK.waiting());
    }

    @Test
    void whoGoesOnUnderAnotherNameDoesNotTakeWhatIsNoLock() {
        Uniqueness started = KEY.untilStarted();
        long fence = grantedFence(claim(OTHER, "one", started));
        release(granted("other", started), "other");
        lapse();
        assertThat(claim(live("again"), inHand("one", fence, started))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertSkipped(claim("third", started), "other");
    }

    @Test
    void aCancelledHolderHoldsNothing() {
        granted("one", LOCK);
        cancel("one");
        granted("other", LOCK);
    }

    // Until finished.

    @Test
    void aKeyIsHeldThroughAllAttempts() {
        long fence = granted("one", KEY);
        decide(fence, "one", Claims.retry(FIRST));
        assertLocked(claim("other", KEY.waiting()), "one");
        mark(fence, "one");
        assertLocked(claim("other", KEY.waiting()), "one");
        long second = grantedFence(claim(ME, unique("one", SECOND, KEY)));
        decide(second, "one", Claims.dead());
        assertLocked(claim("other", KEY.waiting()), "one");
        mark(second, "one");
        granted("other", KEY.waiting());
    }

    @Test
    void aKeyIsHeldForAJobWhoseWorkerIsGone() {
        grantedFence(claim(OTHER, "one", KEY));
        lapse();
        assertLocked(claim("other", KEY.waiting()), "one");
        suspectFence(claim(ME, unique("one", FIRST, KEY)), 0);
    }

    @Test
    void aReplayAsksForItsKeyLikeAnyJob() {
        long fence = granted("one", KEY);
        decide(fence, "one", Claims.dead());
        mark(fence, "one");
        granted("other", KEY);
        assertLocked(claim(ME, unique("one", FIRST.nextLife(), KEY.waiting())), "other");
    }

    // Until started.

    @Test
    void aKeyUntilStartedIsHeldOnlyByOneThatWaits() {
        Uniqueness started = KEY.untilStarted();
        long fence = granted("one", started);
        long other = granted("other", started);
        release(other, "other");
        decide(fence, "one", Claims.succeed("7"));
        assertSkipped(claim("third", started), "other");
    }

    // For a time.

    @Test
    void aKeyForATimeIsHeldUntilThatIsOver() {
        Uniqueness window = KEY.during(fixture.lease());
        long fence = granted("one", window);
        decide(fence, "one", Claims.succeed("7"));
        assertSkipped(claim("other", window), "one");
        lapse();
        granted("third", window);
    }

    @Test
    void aJobKeepsItsTimeWhenItRunsAgain() {
        Uniqueness window = KEY.during(fixture.lease());
        long fence = granted("one", window);
        decide(fence, "one", Claims.retry(FIRST));
        mark(fence, "one");
        fixture.pass(fixture.lease().dividedBy(2));
        grantedFence(claim(ME, unique("one", SECOND, window)));
        fixture.pass(fixture.lease().dividedBy(2).plus(fixture.grain()));
        granted("other", window);
    }

    @Test
    void aJobThatNeverRanTakesNoTime() {
        Uniqueness window = KEY.during(Duration.ofDays(1));
        granted("one", window);
        cancel("one");
        granted("other", window);
    }

    // Replacing.

    @Test
    void oneThatReplacesCancelsWhatHasNotBegun() {
        long fence = granted("one", KEY);
        release(fence, "one");
        long other = granted("other", KEY.replacing());
        assertThat(record("one").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(claim("one", KEY)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(other).isEqualTo(record("other").fence());
    }

    @Test
    void oneThatReplacesWaitsForWhatRuns() {
        long fence = granted("one", KEY);
        assertLocked(claim("other", KEY.replacing()), "one");
        assertThat(decide(fence, "one", Claims.retry(FIRST))).isEqualTo(Standing.RECORDED);
        assertLocked(claim("other", KEY.replacing()), "one");
        mark(fence, "one");
        granted("other", KEY.replacing());
        assertThat(claim(ME, unique("one", SECOND, KEY))).isEqualTo(dropped(Dropped.Why.CANCELLED));
    }

    @Test
    void ofTwoThatReplaceTheOneEnqueuedLaterWins() {
        long fence = granted("later", KEY.replacing());
        release(fence, "later");
        ClaimRequest earlier = Claims.enqueued(unique("earlier", FIRST, KEY.replacing()), Claims.START.minusSeconds(1));
        assertSkipped(claim(ME, earlier), "later");
        assertThat(record("later").status()).isEqualTo(JobStatus.PENDING);
    }

    // All at once, and afterwards.

    @Test
    void ofManyAtTheSameTimeOneGetsTheLock() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 10; round++) {
                Uniqueness lock = Uniqueness.of("round-" + round).whileRunning().waiting();
                Queue<String> winners = new ConcurrentLinkedQueue<>();
                List<Future<?>> asking = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    String job = "job-" + round + "." + i;
                    asking.add(pool.submit(() -> {
                        if (claim(job, lock) instanceof ClaimAnswer.Granted) {
                            winners.add(job);
                        }
                    }));
                }
                for (Future<?> each : asking) {
                    each.get(30, TimeUnit.SECONDS);
                }
                assertThat(winners).hasSize(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void oneAtATimeRunsWhoeverAsksThroughWhicheverStore() throws Exception {
        Optional<IdempotencyStore> beside = fixture.openBeside();
        List<IdempotencyStore> stores = List.of(store, beside.orElse(store));
        AtomicInteger running = new AtomicInteger();
        int threads = 4;
        int jobs = 15;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                IdempotencyStore asked = stores.get(i % 2);
                String prefix = "thread-" + i + ".";
                Owner owner = live("worker-" + i);
                working.add(pool.submit(() -> {
                    for (int job = 0; job < jobs; job++) {
                        runAlone(asked, owner, prefix + job, running);
                    }
                }));
            }
            for (Future<?> each : working) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
            beside.ifPresent(IdempotencyStore::close);
        }
        assertThat(record("thread-3.14").status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    /** Asks until it has the lock. */
    private static void runAlone(IdempotencyStore asked, Owner owner, String job, AtomicInteger running) {
        ClaimAnswer answer = new ClaimAnswer.Locked(id(job), Duration.ZERO);
        while (answer instanceof ClaimAnswer.Locked && !Thread.currentThread().isInterrupted()) {
            answer = asked.claim(owner, List.of(unique(job, FIRST, LOCK.waiting())))
                    .get(0);
        }
        long fence = grantedFence(answer);
        assertThat(running.incrementAndGet()).as("run at the same time").isEqualTo(1);
        running.decrementAndGet();
        assertThat(asked.decide(List.of(settlement(fence, job, Claims.succeed("7")))))
                .containsExactly(Standing.RECORDED);
    }

    @Test
    void forgettingLeavesWhatIsHeld() {
        granted("one", KEY);
        long done = granted("done", Uniqueness.of("other key"));
        decide(done, "done", Claims.succeed("7"));
        store.expire(1_000);
        assertLocked(claim("other", KEY.waiting()), "one");
        granted("next", Uniqueness.of("other key"));
    }

    @Test
    void locksOutliveTheStoresClosingAsRecordsDo() {
        if (fixture.outlivesClosing()) {
            granted("one", KEY);
            store.close();
            store = fixture.open();
            assertLocked(claim("other", KEY.waiting()), "one");
        }
    }
}
