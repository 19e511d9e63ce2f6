package dev.warren.consume;

import static dev.warren.consume.SteppedStages.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.retry.InProcessRetry;
import dev.warren.retry.RetryPolicy;
import dev.warren.wire.CancelNote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that are cancelled while a worker has them, step by step. */
class CancellationsTest {
    private final List<String> ran = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private SteppedStages worker = new SteppedStages(this::handle);

    private JobResult handle(Job<SteppedStages.Note> job) throws InterruptedException {
        meanwhile.run();
        ran.add(job.id().value() + (job.isCancelled() ? " cancelled" : ""));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return JobResult.done();
    }

    private void deliver(String id) {
        worker.broker.deliver("note", id);
        worker.claim();
    }

    private void cancel(String id) {
        assertThat(worker.store.cancel(key(id))).isEqualTo(CancelAnswer.CANCELLED);
        say(id);
    }

    private void say(String id) {
        worker.broker.say(new CancelNote("jobs", "", "note", id).message());
        worker.stages.session().turn();
        worker.stages.cancellations().turn();
    }

    private void assertCancelledAndAcked(String id, long tag) {
        worker.settle();
        assertThat(worker.broker.acked).containsExactly(tag);
        assertThat(worker.published).isEmpty();
        assertThat(worker.record(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(worker.count("jobs.processed", "status", "cancelled")).isOne();
        assertThat(worker.stages.settle().isSettled()).isTrue();
    }

    @Test
    void aHandlerThatIsAtWorkIsInterrupted() {
        deliver("a");
        meanwhile = () -> cancel("a");
        worker.runNext();
        assertThat(ran).containsExactly("a cancelled");
        assertCancelledAndAcked("a", 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void oneThatMakesAnotherExceptionOfItsInterruptIsNotTriedAgainInTheSameAttempt() {
        RetryPolicy quick = RetryPolicy.standard().withInProcess(new InProcessRetry(3, Duration.ofMillis(1)));
        JobHandler<SteppedStages.Note> handler =
                QuickRetries.around(SteppedStages.NOTE.retrying(quick), this::wrapping);
        worker = new SteppedStages(handler);
        deliver("a");
        meanwhile = () -> cancel("a");
        worker.runNext();
        assertThat(ran).containsExactly("a cancelled");
        assertCancelledAndAcked("a", 1);
    }

    private JobResult wrapping(Job<SteppedStages.Note> job) {
        try {
            return handle(job);
        } catch (InterruptedException e) {
            throw new IllegalStateException("what it waited for did not come", e);
        }
    }

    @Test
    void oneThatIgnoresItsInterruptChangesNothing() {
        deliver("a");
        meanwhile = () -> {
            cancel("a");
            boolean ignored = Thread.interrupted();
            assertThat(ignored).isTrue();
        };
        worker.runNext();
        assertCancelledAndAcked("a", 1);
    }

    @Test
    void aJobThatWaitsForASlotIsNotStarted() {
        deliver("a");
        cancel("a");
        worker.runNext();
        assertThat(ran).isEmpty();
        assertCancelledAndAcked("a", 1);
    }

    @Test
    void aHandlerThatHasJustEndedIsTooLate() {
        deliver("a");
        worker.runNext();
        cancel("a");
        assertThat(ran).containsExactly("a");
        assertCancelledAndAcked("a", 1);
    }

    @Test
    void anyonesWordIsOnlyAHint() {
        deliver("a");
        say("a");
        say("b");
        worker.runNext();
        worker.settle();
        assertThat(ran).containsExactly("a");
        assertThat(worker.record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(worker.faults.asked("find"))
                .as("what is not in hand is not asked for")
                .hasSize(2);
    }

    @Test
    void withoutAHintTheRunIsFenced() {
        deliver("a");
        worker.store.cancel(key("a"));
        worker.runNext();
        worker.settle();
        assertThat(worker.published)
                .singleElement()
                .satisfies(again -> assertThat(again.exchange()).startsWith("jobs.default.delay."));
        assertThat(worker.record("a").status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aStoreThatFailsIsAskedAgain() {
        deliver("a");
        worker.faults.fail("find", FailingStore.When.BEFORE);
        cancel("a");
        RunningJob job = worker.take();
        assertThat(job.isCancelled()).isFalse();
        worker.faults.recover();
        assertThat(worker.stages.cancellations().turn()).isEqualTo(Duration.ofSeconds(1));
        worker.time.pass(Duration.ofSeconds(1));
        worker.stages.cancellations().turn();
        assertThat(job.isCancelled()).isTrue();
        worker.run(job);
        assertCancelledAndAcked("a", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"namespace\":\"jobs\",\"tenant\":\"\",\"type\":\"\",\"key\":\"a\"}",
                "{\"namespace\":\"jobs\",\"tenant\":\"\",\"type\":\"note\"}",
                "{\"namespace\":\"jobs\",\"tenant\":\"\",\"type\":\"note\",\"key\":null}"
            })
    void whatCanNotBeReadIsIgnored(String body) {
        deliver("a");
        worker.store.cancel(key("a"));
        worker.broker.say(new Message(
                Message.Properties.of("warren.cancel", "x", Map.of()), body.getBytes(StandardCharsets.UTF_8)));
        worker.stages.session().turn();
        worker.stages.cancellations().turn();
        assertThat(worker.take().isCancelled()).isFalse();
        assertThat(worker.stages.session().live()).isPresent();
    }
}
