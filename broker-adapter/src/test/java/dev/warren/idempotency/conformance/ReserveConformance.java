package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unique keys of jobs that are about to be published. */
abstract class ReserveConformance extends LockTheme {
    @Test
    void theFirstMayPublishAndTheNextIsToldOfIt() {
        assertThat(reserve("one", KEY)).isEmpty();
        assertThat(reserve("other", KEY)).contains(id("one"));
        assertThat(reserve("other", Uniqueness.of("user-43"))).isEmpty();
        assertThat(store.find(key("one"))).as("nothing is known of it yet").isEmpty();
    }

    @Test
    void theSameJobMayPublishAgain() {
        assertThat(reserve("one", KEY)).isEmpty();
        assertThat(reserve("one", KEY)).isEmpty();
    }

    @Test
    void aReservationIsTheJobsOwnAtItsClaim() {
        reserve("one", KEY);
        assertSkipped(claim("other", KEY), "one");
        long fence = granted("one", KEY);
        assertThat(reserve("third", KEY)).contains(id("one"));
        decide(fence, "one", Claims.succeed("7"));
        assertThat(reserve("third", KEY)).isEmpty();
    }

    @Test
    void oneThatWaitsIsPublishedWithoutTheKey() {
        long fence = granted("one", KEY);
        assertThat(reserve("other", KEY.waiting())).isEmpty();
        assertLocked(claim("other", KEY.waiting()), "one");
        decide(fence, "one", Claims.succeed("7"));
        granted("third", KEY);
    }

    @Test
    void untilStartedOnlyWhatWaitsIsInTheWay() {
        Uniqueness started = KEY.untilStarted();
        assertThat(reserve("one", started)).isEmpty();
        assertThat(reserve("other", started)).contains(id("one"));
        granted("one", started);
        assertThat(reserve("third", started)).isEmpty();
    }

    @Test
    void aLockIsNoMatterOfQueues() {
        granted("one", LOCK);
        assertThat(reserve("other", LOCK)).isEmpty();
        assertSkipped(claim("other", LOCK), "one");
    }

    @Test
    void forATimeTheWindowBeginsWithTheReservation() {
        Uniqueness window = KEY.during(Duration.ofDays(1));
        assertThat(reserve("one", window)).isEmpty();
        long fence = granted("one", window);
        decide(fence, "one", Claims.succeed("7"));
        assertThat(reserve("other", window)).contains(id("one"));
    }

    @Test
    void oneThatReplacesCancelsTheOneBeforeEvenBeforeItCame() {
        Uniqueness debounced = KEY.untilStarted().replacing();
        assertThat(reserve("one", debounced)).isEmpty();
        assertThat(reserve("other", debounced)).isEmpty();
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
        assertThat(reserve("other", debounced)).isEmpty();
        assertThat(record("one").status()).isEqualTo(JobStatus.RUNNING);
        granted("other", debounced);
    }
}
