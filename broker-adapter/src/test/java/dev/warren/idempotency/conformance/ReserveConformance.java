package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unique keys of jobs that are about to be published. */
abstract class ReserveConformance extends LockTheme {
    @Test
    void theFirstMayPublishAndTheNextIsToldOfIt() {
        assertMayPublish("one", KEY);
        assertReserved("other", KEY, "one");
        assertMayPublish("other", Uniqueness.of("user-43"));
        assertThat(store.find(key("one"))).as("nothing is known of it yet").isEmpty();
        store.register(List.of(Claims.registration("one")));
        assertTaken("other", KEY, "one");
    }

    @Test
    void theSameJobMayPublishAgain() {
        assertMayPublish("one", KEY);
        assertMayPublish("one", KEY);
    }

    @Test
    void aReservationIsTheJobsOwnAtItsClaim() {
        reserve("one", KEY);
        long fence = granted("one", KEY);
        assertSkipped(claim("other", KEY), "one");
        assertTaken("third", KEY, "one");
        decide(fence, "one", Claims.succeed("7"));
        assertMayPublish("third", KEY);
    }

    /** It may never have been published, and then the other one is all there is. */
    @Test
    void nobodyIsSkippedForAJobThatIsOnlyReserved() {
        reserve("one", KEY);
        assertLocked(claim("other", KEY), "one");
        store.register(List.of(Claims.registration("one")));
        assertSkipped(claim("other", KEY), "one");
    }

    @Test
    void forATimeNeitherIsOneThatIsOnlyReserved() {
        Uniqueness window = KEY.during(Duration.ofDays(1));
        reserve("one", window);
        assertReserved("other", window, "one");
        assertLocked(claim("other", window), "one");
        granted("one", window);
        assertSkipped(claim("other", window), "one");
    }

    @Test
    void oneThatWaitsIsPublishedWithoutTheKey() {
        long fence = granted("one", KEY);
        assertMayPublish("other", KEY.waiting());
        assertLocked(claim("other", KEY.waiting()), "one");
        decide(fence, "one", Claims.succeed("7"));
        granted("third", KEY);
    }

    @Test
    void untilStartedOnlyWhatWaitsIsInTheWay() {
        Uniqueness started = KEY.untilStarted();
        assertMayPublish("one", started);
        store.register(List.of(Claims.registration("one")));
        assertTaken("other", started, "one");
        granted("one", started);
        assertMayPublish("third", started);
    }

    @Test
    void aLockIsNoMatterOfQueues() {
        granted("one", LOCK);
        assertMayPublish("other", LOCK);
        assertSkipped(claim("other", LOCK), "one");
    }

    @Test
    void forATimeTheKeyIsTheJobsWhileItWaitsAndForThatTimeFromItsStart() {
        Uniqueness window = KEY.during(Duration.ofDays(1));
        assertMayPublish("one", window);
        store.register(List.of(Claims.registration("one")));
        fixture.pass(Duration.ofDays(2));
        store.expire(100);
        assertTaken("other", window, "one");
        Owner awake = live("awake");
        assertLocked(claim(awake, "other", window.waiting()), "one");
        long fence = grantedFence(claim(awake, "one", window));
        decide(fence, "one", Claims.succeed("7"));
        assertTaken("other", window, "one");
        fixture.pass(Duration.ofDays(1));
        assertMayPublish("other", window);
    }

    /** It is a duplicate, which will not run and is no reason to skip others for a day. */
    @Test
    void forATimeAJobThatIsDoneHasNoKeyByBeingEnqueuedAgain() {
        Uniqueness window = KEY.during(Duration.ofDays(1));
        decide(granted("one", window), "one", Claims.succeed("7"));
        fixture.pass(Duration.ofDays(1));
        assertMayPublish("one", window);
        assertMayPublish("other", window);
        assertThat(claim(live("awake"), "other", window)).isInstanceOf(ClaimAnswer.Granted.class);
    }

    @Test
    void forATimeBeingEnqueuedAgainTakesNothingOfIt() {
        Uniqueness window = KEY.during(Duration.ofDays(30));
        decide(granted("one", window), "one", Claims.succeed("7"));
        assertMayPublish("one", window);
        fixture.pass(Duration.ofDays(2));
        store.expire(100);
        store.expire(100);
        assertThat(store.find(key("one"))).as("it is forgotten").isEmpty();
        assertTaken("other", window, "one");
        assertMayPublish("other", window.replacing());
        assertThat(store.find(key("one"))).as("what is over is not cancelled").isEmpty();
    }

    @Test
    void oneThatReplacesCancelsTheOneBeforeEvenBeforeItCame() {
        Uniqueness debounced = KEY.untilStarted().replacing();
        assertMayPublish("one", debounced);
        assertMayPublish("other", debounced);
        assertThat(record("one").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(claim("one", debounced)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        granted("other", debounced);
    }

    @Test
    void oneThatIsReplacedBeforeItCameIsKnownByItsId() {
        Uniqueness debounced = KEY.untilStarted().replacing();
        reserve("one", debounced);
        reserve("other", debounced);
        store.register(List.of(Claims.registration("one")));
        JobQuery byId = JobQuery.builder().id(id("one")).build();
        assertThat(store.search(byId).jobs()).extracting(JobRecord::status).containsExactly(JobStatus.CANCELLED);
    }

    @Test
    void oneThatReplacesLetsWhatRunsRun() {
        Uniqueness debounced = KEY.untilStarted().replacing();
        reserve("one", debounced);
        granted("one", debounced);
        assertMayPublish("other", debounced);
        assertThat(record("one").status()).isEqualTo(JobStatus.RUNNING);
        granted("other", debounced);
    }
}
