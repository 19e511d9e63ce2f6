package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Standing;
import org.junit.jupiter.api.Test;

/** Cancelling. */
abstract class CancelConformance extends Theme {
    @Test
    void cancelsWhatIsNotKnownYet() {
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(record.finishedAt()).isPresent();
        assertThat(claim(ME, "a", FIRST)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(claim(ME, "a", at(1, 1))).isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(record("a")).isEqualTo(record);
    }

    @Test
    void cancelsWhatRunsAndFencesItsFinisher() {
        long fence = granted(ME, "a", FIRST);
        assertThat(store.cancel(key("a"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(record("a").owner()).isEmpty();
        assertThat(record("a").fence()).isGreaterThan(fence);
        assertThat(start(fence, "a")).isEqualTo(Standing.FENCED);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(decide(fence, "a", Claims.dead())).isEqualTo(Standing.FENCED);
        mark(fence, "a");
        release(fence, "a");
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(claim(ME, "a", SECOND)).isEqualTo(dropped(Dropped.Why.CANCELLED));
    }

    @Test
    void cancelsWhatWaits() {
        release(granted(ME, "pending", FIRST), "pending");
        retrying("retrying");
        assertThat(store.cancel(key("pending"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(store.cancel(key("retrying"))).isEqualTo(CancelAnswer.CANCELLED);
        assertThat(claim(ME, "pending", FIRST)).isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(claim(ME, "retrying", SECOND)).isEqualTo(dropped(Dropped.Why.CANCELLED));
    }

    @Test
    void cancelsNothingThatIsDecided() {
        decide(granted(ME, "retry", FIRST), "retry", Claims.retry(FIRST));
        decide(granted(ME, "dead", FIRST), "dead", Claims.dead());
        decide(granted(ME, "done", FIRST), "done", Claims.succeedAndPublish("7"));
        assertThat(store.cancel(key("retry"))).isEqualTo(CancelAnswer.TRY_AGAIN);
        assertThat(store.cancel(key("dead"))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(store.cancel(key("done"))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(record("retry").status()).isEqualTo(JobStatus.DECIDED_RETRY);
        assertThat(record("dead").status()).isEqualTo(JobStatus.DECIDED_DEAD);
        assertThat(record("done").status()).isEqualTo(JobStatus.DECIDED_SUCCEEDED);
    }

    @Test
    void cancelsNothingThatIsOver() {
        die("dead", FIRST);
        succeed("done", FIRST);
        expire("late", FIRST);
        assertThat(store.cancel(key("dead"))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(store.cancel(key("done"))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(store.cancel(key("late"))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(record("dead").status()).isEqualTo(JobStatus.DEAD);
        assertThat(record("done").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record("late").status()).isEqualTo(JobStatus.EXPIRED);
    }
}
