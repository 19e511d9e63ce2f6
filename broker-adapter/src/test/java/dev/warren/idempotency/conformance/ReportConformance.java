package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.outcome.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far running jobs are. */
abstract class ReportConformance extends Theme {
    private static final Progress THIRD = new Progress(1, 3, "a third");
    private static final Progress HALF = new Progress(5, 10, "half");

    private void report(long fence, String job, Progress progress) {
        store.report(List.of(new ProgressReport(new FencedKey(key(job), fence), progress)));
    }

    @Test
    void theClaimThatStandsSaysHowFarItIsAndNothingElseChanges() {
        long fence = granted(ME, "a", FIRST);
        JobRecord before = record("a");
        assertThat(before.progress()).isEmpty();
        report(fence, "a", THIRD);
        assertThat(record("a").progress()).contains(THIRD);
        report(fence, "a", HALF);
        JobRecord after = record("a");
        assertThat(after.progress()).contains(HALF);
        assertThat(after).usingRecursiveComparison().ignoringFields("progress").isEqualTo(before);
    }

    @Test
    void numbersAndNotesComeBackAsTheyWent() {
        long fence = granted(ME, "a", FIRST);
        for (Progress odd : List.of(
                new Progress(0, 0, ""),
                new Progress(Long.MAX_VALUE, Long.MAX_VALUE, " "),
                new Progress(11, 10, "1/2 3/4\n'\"\\ä€😀\u0000 "),
                new Progress(7, 0, "ä".repeat(Progress.LONGEST_NOTE)))) {
            report(fence, "a", odd);
            assertThat(record("a").progress()).contains(odd);
        }
    }

    @Test
    void anOldClaimSaysNothing() {
        long old = granted(OTHER, "a", FIRST);
        report(old, "a", THIRD);
        lapse();
        long fence = suspectFence(claim(ME, "a", FIRST), 0);
        assertThat(record("a").progress()).as("of the attempt under way").isEmpty();
        report(old, "a", HALF);
        assertThat(record("a").progress()).isEmpty();
        report(fence, "a", THIRD);
        assertThat(record("a").progress()).contains(THIRD);
    }

    @Test
    void afterADecisionNothingIsWritten() {
        long fence = granted(ME, "a", FIRST);
        report(fence, "a", THIRD);
        decide(fence, "a", Claims.retry(FIRST));
        report(fence, "a", HALF);
        assertThat(record("a").progress()).contains(THIRD);
        mark(fence, "a");
        report(fence, "a", HALF);
        assertThat(record("a").progress()).contains(THIRD);
        assertThat(record("a").status()).isEqualTo(JobStatus.RETRYING);
    }

    @Test
    void theNextAttemptBeginsWithNone() {
        long first = granted(ME, "a", FIRST);
        report(first, "a", HALF);
        decide(first, "a", Claims.retry(FIRST));
        mark(first, "a");
        granted(ME, "a", SECOND);
        assertThat(record("a").progress()).isEmpty();
    }

    @Test
    void whatHasEndedKeepsItsLastWord() {
        long plain = granted(ME, "plain", FIRST);
        report(plain, "plain", HALF);
        decide(plain, "plain", new Decided(new Decision.Succeed(Optional.empty()), Optional.empty()));
        long telling = granted(ME, "telling", FIRST);
        report(telling, "telling", HALF);
        decide(telling, "telling", Claims.succeed("7"));
        long cancelled = granted(ME, "cancelled", FIRST);
        report(cancelled, "cancelled", HALF);
        cancel("cancelled");
        for (String job : List.of("plain", "telling", "cancelled")) {
            long fence = record(job).fence();
            report(fence, job, THIRD);
            assertThat(record(job).progress()).as(job).contains(HALF);
        }
    }

    @Test
    void aJobThatIsNotKnownStaysSo() {
        report(1, "nobody", HALF);
        assertThat(store.find(key("nobody"))).isEmpty();
    }

    @Test
    void oneThatIsFencedDoesNotHinderTheOthersOfItsBatch() {
        FencedKey one = new FencedKey(key("one"), granted(ME, "one", FIRST));
        FencedKey gone = new FencedKey(key("gone"), granted(ME, "gone", FIRST));
        FencedKey two = new FencedKey(key("two"), granted(ME, "two", FIRST));
        cancel("gone");
        store.report(
                List.of(new ProgressReport(one, THIRD), new ProgressReport(gone, HALF), new ProgressReport(two, HALF)));
        assertThat(record("one").progress()).contains(THIRD);
        assertThat(record("gone").progress()).isEmpty();
        assertThat(record("two").progress()).contains(HALF);
    }
}
