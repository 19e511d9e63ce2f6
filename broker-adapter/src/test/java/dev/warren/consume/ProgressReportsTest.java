package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a job is, on its way from the handler to the store, step by step. */
class ProgressReportsTest {
    private Runnable meanwhile = () -> {};
    private String note = "";
    private long total = 10;
    private final SteppedStages worker = new SteppedStages(this::handle);

    private JobResult handle(Job<SteppedStages.Note> job) {
        for (int done = 0; done < 5; done++) {
            job.progress(done, total, note);
        }
        meanwhile.run();
        job.progress(5, total, note);
        return JobResult.done();
    }

    private void run(String id) {
        worker.broker.deliver("note", id);
        worker.claim();
        worker.runNext();
    }

    private void round() {
        worker.time.pass(Duration.ofMillis(500));
        Turns reports = worker.stages.regular().stream()
                .filter(task -> task.name().equals("progress"))
                .findAny()
                .orElseThrow();
        reports.turn();
    }

    @SuppressWarnings("unchecked")
    private List<Progress> told() {
        return worker.faults.asked("report").stream()
                .flatMap(arguments -> ((List<ProgressReport>) arguments.get(0)).stream())
                .map(ProgressReport::progress)
                .toList();
    }

    @Test
    void theLatestWordIsToldOnceARound() {
        meanwhile = () -> {
            round();
            round();
            assertThat(worker.record("a").progress()).hasValue(new Progress(4, 10, ""));
        };
        run("a");
        assertThat(told()).containsExactly(new Progress(4, 10, ""));
    }

    @Test
    void theLastWordIsToldBeforeTheDecision() {
        run("a");
        assertThat(told()).isEmpty();
        worker.settle();
        assertThat(told()).containsExactly(new Progress(5, 10, ""));
        assertThat(worker.record("a").progress()).hasValue(new Progress(5, 10, ""));
        assertThat(worker.record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void aStoreThatDoesNotTakeItIsToldAgainAndHoldsNothingUp() {
        worker.faults.fail("report", FailingStore.When.BEFORE);
        meanwhile = () -> {
            round();
            round();
            assertThat(told()).hasSize(2).containsOnly(new Progress(4, 10, ""));
        };
        run("a");
        worker.settle();
        assertThat(worker.record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(worker.broker.acked).hasSize(1);
    }

    @Test
    void whatAHandlerSaysIsBroughtWithinBounds() {
        total = -1;
        note = "x".repeat(1_022) + "😀😀";
        run("a");
        worker.settle();
        assertThat(told()).containsExactly(new Progress(5, 0, "x".repeat(1_022) + "…"));
    }

    @Test
    void aRoundWithoutNewsAsksNothing() {
        round();
        assertThat(told()).isEmpty();
    }
}
