package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The report of jobs that nobody is at. */
abstract class OverdueConformance extends Theme {
    private static final int ALL = 1_000;

    private List<String> overdue(Duration by) {
        return store.overdue(by, ALL).stream()
                .map(JobRecord::key)
                .map(key -> key.key())
                .toList();
    }

    private void waitingSince(String job, Instant due) {
        long fence = granted(ME, job, FIRST);
        decide(fence, job, Claims.retry(FIRST, due));
        mark(fence, job);
    }

    @Test
    void reportsTheLongestOverdueFirstAndNoMoreThanAskedFor() {
        Instant now = now();
        waitingSince("two", now.minus(Duration.ofMinutes(20)));
        waitingSince("three", now.minus(Duration.ofMinutes(30)));
        waitingSince("one", now.minus(Duration.ofMinutes(10)));
        assertThat(overdue(Duration.ofMinutes(5))).containsExactly("three", "two", "one");
        assertThat(overdue(Duration.ofMinutes(15))).containsExactly("three", "two");
        assertThat(store.overdue(Duration.ZERO, 2))
                .extracting(record -> record.key().key())
                .containsExactly("three", "two");
        assertThat(store.overdue(Duration.ZERO, 1)).containsExactly(record("three"));
        assertThat(overdue(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void reportsNothingBeforeItsTime() {
        waitingSince("a", now().plusSeconds(1_000));
        release(granted(ME, "b", FIRST), "b");
        assertThat(overdue(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void leavesOutWhatALiveWorkerHas() {
        granted(ME, "running", FIRST);
        decide(granted(ME, "deciding", FIRST), "deciding", Claims.dead());
        granted(OTHER, "lost", FIRST);
        decide(granted(OTHER, "decided and lost", FIRST), "decided and lost", Claims.dead());
        assertThat(overdue(Duration.ZERO)).isEmpty();
        lapse();
        assertThat(overdue(Duration.ZERO)).containsExactlyInAnyOrder("lost", "decided and lost");
    }

    @Test
    void knowsEveryWayToBeStuck() {
        Owner gone = OTHER;
        granted(gone, "running", FIRST);
        for (Decided decided :
                List.of(Claims.succeedAndPublish("7"), Claims.dead(), Claims.retry(FIRST, now().minusSeconds(1)))) {
            String job = decided.decision().outcome().label();
            decide(granted(gone, job, FIRST), job, decided);
        }
        release(granted(gone, "pending", FIRST), "pending");
        waitingSince("retrying", now().minusSeconds(1));
        lapse();
        assertThat(overdue(Duration.ZERO))
                .containsExactlyInAnyOrder("running", "succeeded", "dead", "retry", "pending", "retrying");
    }

    @Test
    void leavesOutWhatIsOver() {
        succeed("done", FIRST);
        die("dead", FIRST);
        die("replayed", FIRST);
        succeed("replayed", at(1, 1));
        cancel("cancelled");
        expire("expired", FIRST);
        lapse();
        assertThat(overdue(Duration.ZERO)).isEmpty();
    }
}
