package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.PastAttempt.Ending;
import dev.warren.job.Coordinates;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of attempts that are over. */
abstract class HistoryConformance extends Theme {
    private static final Optional<String> DOWN = Optional.of("java.io.IOException: down");

    /** Of a first run that began with the record's last claim, and ended at the store's time. */
    private void assertOnePast(String job, JobRecord claimed, Owner owner, Ending ending, Optional<String> error) {
        assertThat(record(job).history()).hasSize(1);
        PastAttempt past = record(job).history().get(0);
        assertThat(past)
                .isEqualTo(new PastAttempt(
                        1, FIRST, Optional.of(owner), claimed.startedAt(), past.endedAt(), ending, error));
        assertThat(past.endedAt()).isBetween(claimed.startedAt(), now());
    }

    @Test
    void tellsOfARetryAndWhy() {
        long fence = granted(ME, "a", FIRST);
        JobRecord claimed = record("a");
        assertThat(claimed.history()).isEmpty();
        decide(fence, "a", Claims.retry(FIRST));
        assertOnePast("a", claimed, ME, Ending.RETRIED, DOWN);
        mark(fence, "a");
        granted(ME, "a", SECOND);
        assertOnePast("a", claimed, ME, Ending.RETRIED, DOWN);
    }

    @Test
    void tellsOfASnooze() {
        long fence = granted(ME, "a", FIRST);
        JobRecord claimed = record("a");
        decide(fence, "a", Claims.snooze(FIRST));
        assertOnePast("a", claimed, ME, Ending.SNOOZED, Optional.empty());
    }

    @Test
    void tellsOfADeathAndKeepsItInTheNextLife() {
        long fence = granted(ME, "a", FIRST);
        JobRecord claimed = record("a");
        decide(fence, "a", Claims.dead());
        mark(fence, "a");
        assertOnePast("a", claimed, ME, Ending.DIED, DOWN);
        succeed("a", at(1, 1));
        assertOnePast("a", claimed, ME, Ending.DIED, DOWN);
    }

    @Test
    void tellsOfAWorkerThatWentWhenAnotherTakesOver() {
        granted(OTHER, "a", FIRST);
        JobRecord claimed = record("a");
        lapse();
        assertThat(record("a").history()).isEmpty();
        suspectFence(claim(ME, "a", FIRST), 0);
        assertOnePast("a", claimed, OTHER, Ending.LOST, Optional.empty());
    }

    @Test
    void tellsOfAWorkerThatWentWhenItIsTooLateToTakeOver() {
        granted(OTHER, "a", FIRST);
        JobRecord claimed = record("a");
        lapse();
        assertThat(claim(ME, Claims.expiring(request("a", FIRST), Instant.EPOCH)))
                .isEqualTo(dropped(Dropped.Why.EXPIRED));
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
        assertOnePast("a", claimed, OTHER, Ending.LOST, Optional.empty());
    }

    @Test
    void tellsOfARelease() {
        long fence = granted(ME, "a", FIRST);
        JobRecord claimed = record("a");
        release(fence, "a");
        assertOnePast("a", claimed, ME, Ending.RELEASED, Optional.empty());
    }

    @Test
    void aSuccessAndACancellationAddNothing() {
        succeed("telling", FIRST);
        decide(
                granted(ME, "plain", FIRST),
                "plain",
                new Decided(new Decision.Succeed(Optional.empty()), Optional.empty()));
        long following = granted(ME, "following", FIRST);
        decide(following, "following", Claims.succeedAndPublish("7"));
        mark(following, "following");
        granted(ME, "cancelled", FIRST);
        cancel("cancelled");
        for (String job : List.of("telling", "plain", "following", "cancelled")) {
            assertThat(record(job).history()).as(job).isEmpty();
        }
    }

    @Test
    void aSuccessKeepsWhatWasBefore() {
        long fence = granted(ME, "a", FIRST);
        JobRecord claimed = record("a");
        release(fence, "a");
        Decided plain = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        decide(granted(ME, "a", FIRST), "a", plain);
        assertThat(record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertOnePast("a", claimed, ME, Ending.RELEASED, Optional.empty());
    }

    @Test
    void aClaimWhoseAnswerGotLostIsNoAttempt() {
        granted(ME, "a", FIRST);
        granted(ME, "a", FIRST);
        assertThat(record("a").history()).isEmpty();
    }

    @Test
    void keepsTheLastTenTheOldestFirst() {
        List<Coordinates> runs = new ArrayList<>();
        Coordinates at = FIRST;
        for (int i = 0; i < 13; i++) {
            long fence = granted(ME, "a", at);
            decide(fence, "a", i % 2 == 0 ? Claims.retry(at) : Claims.snooze(at));
            mark(fence, "a");
            runs.add(at);
            at = at.nextRun();
        }
        List<PastAttempt> history = record("a").history();
        assertThat(history).extracting(PastAttempt::coordinates).isEqualTo(runs.subList(3, 13));
        assertThat(history.get(0).ending()).isEqualTo(Ending.SNOOZED);
        assertThat(history.get(9).ending()).isEqualTo(Ending.RETRIED);
        assertThat(history).extracting(PastAttempt::startedAt).isSorted();
    }

    @Test
    void keepsTheBeginningOfALongError() {
        Failure odd = new Failure("a.B", "ä€😀\u0000'\"" + "x".repeat(900), "at …");
        decide(
                granted(ME, "a", FIRST),
                "a",
                new Decided(new Decision.Dead(DeadReason.MAX_AGE, odd, 1, Claims.START), Optional.empty()));
        assertThat(record("a").history().get(0).error().orElseThrow())
                .hasSize(PastAttempt.LONGEST_ERROR)
                .startsWith("a.B: ä€😀\u0000'\"xxx");
    }
}
