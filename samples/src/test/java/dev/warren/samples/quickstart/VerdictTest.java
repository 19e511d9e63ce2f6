package dev.warren.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Suspicion;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Outcome;
import dev.warren.samples.quickstart.TakenOver.Known;
import dev.warren.samples.quickstart.Told.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Planned MAIL = Planned.toSucceed("mail", "email.send", "a mail", 1);
    private static final Planned PAYMENT =
            Planned.toSucceed("pay", "payment.charge", "a payment", 1).publishedTimes(3);
    private static final Planned HOPELESS =
            Planned.toDie("hopeless", "supplier.sync", "a hopeless job", 3, DeadReason.ATTEMPTS_EXHAUSTED);
    private static final Known CLAIMED = new Known(JobStatus.RUNNING, 1, Suspicion.NONE);
    private static final Known SUSPECT = new Known(JobStatus.RUNNING, 2, Suspicion.STARTED);
    private static final Known SUCCEEDED = new Known(JobStatus.SUCCEEDED, 2, Suspicion.NONE);
    private static final DeadLetter LETTER = new DeadLetter("q", "hopeless", "attempts-exhausted", "no hope");

    @Test
    void isContentWhenAllIsAsPlanned() {
        List<Told> jobs = List.of(
                told(MAIL, 1, Outcome.SUCCEEDED), told(PAYMENT, 1, Outcome.SUCCEEDED), told(HOPELESS, 3, Outcome.DEAD));

        assertThat(Verdict.of(jobs, 2, List.of(LETTER))).isEmpty();
    }

    @Test
    void noticesAJobThatHasNotEnded() {
        Told job = new Told(MAIL, 1, List.of(), Optional.empty());

        assertThat(Verdict.of(List.of(job), 0, List.of())).containsExactly("a mail has not ended");
    }

    @Test
    void noticesAWrongEnd() {
        assertThat(Verdict.of(List.of(told(MAIL, 1, Outcome.DEAD)), 0, List.of()))
                .containsExactly("a mail ended as dead instead of succeeded");
    }

    @Test
    void noticesAJobThatRanTwice() {
        assertThat(Verdict.of(List.of(told(PAYMENT, 2, Outcome.SUCCEEDED)), 2, List.of()))
                .containsExactly("a payment ran 2 times instead of 1");
    }

    @Test
    void noticesAMissingDuplicate() {
        assertThat(Verdict.of(List.of(told(PAYMENT, 1, Outcome.SUCCEEDED)), 1, List.of()))
                .containsExactly("1 duplicates were absorbed instead of 2");
    }

    @Test
    void noticesAMissingASecondAndAnUnexpectedDeadLetter() {
        Told hopeless = told(HOPELESS, 3, Outcome.DEAD);
        DeadLetter mails = new DeadLetter("q", "mail", "malformed", "");

        assertThat(Verdict.of(List.of(hopeless), 0, List.of())).hasSize(1);
        assertThat(Verdict.of(List.of(hopeless), 0, List.of(LETTER, LETTER))).hasSize(1);
        assertThat(Verdict.of(List.of(told(MAIL, 1, Outcome.SUCCEEDED)), 0, List.of(mails)))
                .containsExactly("a mail has dead letters with the reasons [malformed] instead of []");
    }

    @Test
    void noticesAnAttemptThatCameTooEarlyOrMuchTooLate() {
        assertThat(Verdict.of(List.of(retried(Duration.ofMillis(899))), 0, List.of()))
                .containsExactly("attempt 2 of a mail began after 0.90 s instead of 1.00 s");
        assertThat(Verdict.of(List.of(retried(Duration.ofMillis(900))), 0, List.of()))
                .isEmpty();
        assertThat(Verdict.of(List.of(retried(Duration.ofSeconds(6))), 0, List.of()))
                .isEmpty();
        assertThat(Verdict.of(List.of(retried(Duration.ofMillis(6_001))), 0, List.of()))
                .hasSize(1);
    }

    @Test
    void isContentWhenAKilledWorkersJobWasTakenOverByTheRules() {
        assertThat(Verdict.of(takenOver(137, CLAIMED, SUSPECT, 4_990, SUCCEEDED)))
                .isEmpty();
        assertThat(Verdict.of(takenOver(137, CLAIMED, SUSPECT, 1_000, SUCCEEDED)))
                .isEmpty();
        assertThat(Verdict.of(takenOver(137, CLAIMED, SUSPECT, 20_000, SUCCEEDED)))
                .isEmpty();
    }

    @Test
    void noticesAWorkerThatWasNotKilledInTheMiddle() {
        assertThat(Verdict.of(takenOver(1, CLAIMED, SUSPECT, 5_000, SUCCEEDED)))
                .containsExactly("the payment's worker ended with 1 instead of 137, by SIGKILL");
        assertThat(Verdict.of(takenOver(137, SUCCEEDED, SUSPECT, 5_000, SUCCEEDED)))
                .contains("the payment was SUCCEEDED when its worker was killed instead of RUNNING");
    }

    @Test
    void noticesAJobThatWasNotTakenOver() {
        TakenOver left = new TakenOver(137, CLAIMED, Optional.empty(), Duration.ZERO, CLAIMED);

        assertThat(Verdict.of(left)).containsExactly("the payment was not taken over");
        assertThat(Verdict.of(takenOver(137, CLAIMED, SUSPECT, 5_000, SUSPECT)))
                .containsExactly("the payment is RUNNING in the store instead of SUCCEEDED");
    }

    @Test
    void noticesATakeoverUnderTheOldFenceOrWithoutSuspicion() {
        Known sameFence = new Known(JobStatus.RUNNING, 1, Suspicion.STARTED);
        Known unsuspected = new Known(JobStatus.RUNNING, 2, Suspicion.NONE);

        for (Known again : List.of(sameFence, unsuspected)) {
            assertThat(Verdict.of(takenOver(137, CLAIMED, again, 5_000, SUCCEEDED)))
                    .singleElement()
                    .asString()
                    .startsWith("the payment was not taken over as a suspect under a higher fence");
        }
    }

    @Test
    void noticesATakeoverWhileTheLeaseMustHaveRunOrMuchLater() {
        for (int millis : new int[] {999, 20_001}) {
            assertThat(Verdict.of(takenOver(137, CLAIMED, SUSPECT, millis, SUCCEEDED)))
                    .singleElement()
                    .asString()
                    .endsWith("; its dead worker's lease was 5.00 s");
        }
    }

    private static TakenOver takenOver(int exitCode, Known killed, Known again, long afterMillis, Known end) {
        return new TakenOver(exitCode, killed, Optional.of(again), Duration.ofMillis(afterMillis), end);
    }

    private static Told retried(Duration real) {
        Retry retry = new Retry(2, Duration.ofSeconds(1), real, "503");
        return new Told(MAIL, 1, List.of(retry), Optional.of(Outcome.SUCCEEDED));
    }

    private static Told told(Planned plan, int attempts, Outcome end) {
        return new Told(plan, attempts, List.of(), Optional.of(end));
    }
}
