package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.JobStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is forgotten, and when. */
abstract class RetentionConformance extends Theme {
    private static final int ALL = 1_000;

    private Duration shorter() {
        return fixture.retention().succeeded();
    }

    /** To just before {@code kept} is over, counted from now. */
    private void passNearly(Duration kept) {
        fixture.pass(kept.minus(fixture.grain()));
    }

    private void passTheRest() {
        fixture.pass(fixture.grain().multipliedBy(2));
    }

    @Test
    void forgetsAPlainSuccessAfterTheShorterTime() {
        succeed("a", FIRST);
        passNearly(shorter());
        assertThat(store.expire(ALL)).isZero();
        assertThat(store.find(key("a"))).isPresent();
        passTheRest();
        assertThat(store.expire(ALL)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(store.expire(ALL)).isZero();
        granted(live("later"), "a", FIRST);
    }

    @Test
    void countsFromAJobsEnd() {
        long fence = granted(ME, "a", FIRST);
        passNearly(shorter());
        decide(fence, "a", Claims.succeed("7"));
        passTheRest();
        assertThat(store.expire(ALL)).isZero();
        assertThat(store.find(key("a"))).isPresent();
    }

    @Test
    void aSuccessThatSomethingFollowedIsAPlainOne() {
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.succeedAndPublish("7"));
        mark(fence, "a");
        fixture.pass(shorter());
        passTheRest();
        assertThat(store.expire(ALL)).isEqualTo(1);
    }

    @Test
    void keepsWhatMayComeBackForTheLongerTime() {
        die("dead", FIRST);
        cancel("cancelled");
        expire("expired", FIRST);
        die("replayed", FIRST);
        succeed("replayed", at(1, 1));
        List<String> jobs = List.of("dead", "cancelled", "expired", "replayed");
        fixture.pass(shorter());
        passTheRest();
        assertThat(store.expire(ALL)).isZero();
        assertThat(jobs).allSatisfy(job -> assertThat(store.find(key(job))).isPresent());
        fixture.pass(fixture.retention().other());
        assertThat(store.expire(ALL)).isEqualTo(4);
        assertThat(jobs).allSatisfy(job -> assertThat(store.find(key(job))).isEmpty());
    }

    @Test
    void forgetsNoMoreAtOnceThanItIsTold() {
        for (int i = 0; i < 3; i++) {
            succeed("done " + i, FIRST);
        }
        die("dead", FIRST);
        cancel("cancelled");
        fixture.pass(fixture.retention().other());
        passTheRest();
        assertThat(store.expire(2)).isEqualTo(2);
        assertThat(store.expire(2)).isEqualTo(2);
        assertThat(store.expire(2)).isEqualTo(1);
        assertThat(store.expire(2)).isZero();
    }

    @Test
    void forgetsNothingThatIsNotOver() {
        granted(ME, "running", FIRST);
        release(granted(ME, "pending", FIRST), "pending");
        retrying("retrying");
        decide(granted(ME, "decided to retry", FIRST), "decided to retry", Claims.retry(FIRST));
        decide(granted(ME, "decided dead", FIRST), "decided dead", Claims.dead());
        decide(granted(ME, "decided done", FIRST), "decided done", Claims.succeedAndPublish("7"));
        fixture.pass(fixture.retention().other().multipliedBy(2));
        assertThat(store.expire(ALL)).isZero();
        assertThat(List.of("running", "pending", "retrying", "decided to retry", "decided dead", "decided done"))
                .allSatisfy(job -> assertThat(store.find(key(job))).isPresent());
    }

    @Test
    void doesNotForgetAJobThatHasComeBackToLife() {
        die("a", FIRST);
        granted(ME, "a", at(1, 1));
        fixture.pass(fixture.retention().other().multipliedBy(2));
        assertThat(store.expire(ALL)).isZero();
        assertThat(record("a").status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aCancellationOutlivesTheJobsDueTime() {
        Duration kept = fixture.retention().other();
        long fence = granted(ME, "a", FIRST);
        decide(fence, "a", Claims.retry(FIRST, now().plus(kept).plusSeconds(1)));
        mark(fence, "a");
        cancel("a");
        cancel("due at once");
        fixture.pass(kept.plusSeconds(1));
        store.expire(ALL);
        assertThat(store.find(key("due at once"))).isEmpty();
        assertThat(claim(live("later"), "a", SECOND)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        fixture.pass(kept.plusSeconds(1));
        assertThat(store.expire(ALL)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
    }
}
