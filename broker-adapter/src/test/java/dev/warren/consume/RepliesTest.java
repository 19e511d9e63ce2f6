package dev.warren.consume;

import static dev.warren.consume.SteppedStages.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.Publication.Care;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requesters are told and when, step by step. */
class RepliesTest {
    record Sum(int sum, String text) {}

    private final SteppedStages worker = new SteppedStages(RepliesTest::handle);

    private static JobResult handle(Job<SteppedStages.Note> job) {
        return switch (job.id().value()) {
            case "declined" -> JobResult.declined("no such customer");
            case "nothing" -> JobResult.done();
            case "large" -> JobResult.done(new Sum(1, "x".repeat(100)));
            case "unwritable" -> JobResult.done(new Object());
            case "again" -> JobResult.snooze(Duration.ofSeconds(5));
            default -> JobResult.done(new Sum(42, "é"));
        };
    }

    private static Message.Properties asking(String id, String replyTo, @Nullable String correlationId) {
        return asking(id, replyTo, correlationId, Map.of());
    }

    private static Message.Properties asking(
            String id, String replyTo, @Nullable String correlationId, Map<String, Object> headers) {
        return new Message.Properties(
                "note", id, null, null, correlationId, replyTo, null, null, null, null, null, null, headers);
    }

    private void runAll() {
        while (worker.stages.claim().turn().isZero()) {
            for (RunningJob job = worker.stages.execute().take(null);
                    job != null;
                    job = worker.stages.execute().take(job)) {
                worker.stages.execute().run(job);
            }
        }
        worker.settle();
    }

    private static void assertAnswer(
            Publication answer, String queue, String correlationId, String body, Map<String, Object> headers) {
        assertThat(answer.exchange()).isEmpty();
        assertThat(answer.routingKey()).isEqualTo(queue);
        assertThat(answer.care()).isEqualTo(Care.PASSING);
        assertThat(answer.message().body()).asString(StandardCharsets.UTF_8).isEqualTo(body);
        Message.Properties properties = answer.message().properties();
        assertThat(properties.type()).isEqualTo("warren.result");
        assertThat(properties.correlationId()).isEqualTo(correlationId);
        assertThat(properties.contentType()).isEqualTo("application/json");
        assertThat(properties.replyTo()).isNull();
        assertThat(properties.headers()).containsExactlyInAnyOrderEntriesOf(headers);
    }

    private static Map<String, Object> succeeded(String id) {
        return Map.of("status", "succeeded", "job-id", id, "job-type", "note");
    }

    @Test
    void aResultIsSentOnceItIsRecordedAndNotBefore() {
        long tag = worker.broker.deliver(asking("a", "answers", "c-1"));
        worker.claim();
        worker.runNext();
        worker.faults.fail("decide", FailingStore.When.AFTER);
        worker.settle();
        assertThat(worker.published).isEmpty();

        worker.faults.recover();
        worker.time.pass(Duration.ofSeconds(1));
        worker.settle();
        assertThat(worker.published)
                .singleElement()
                .satisfies(answer ->
                        assertAnswer(answer, "answers", "c-1", "{\"sum\":42,\"text\":\"é\"}", succeeded("a")));
        assertThat(worker.broker.acked)
                .as("nobody waits for the answer's confirm")
                .containsExactly(tag);
        worker.confirms.get(0).complete(null);
        assertThat(worker.count("jobs.replies", "result", "sent")).isOne();
    }

    @Test
    void aDeathIsToldWhenItIsMarked() {
        worker.broker.deliver(asking("declined", "answers", null));
        runAll();
        assertThat(worker.published).extracting(Publication::exchange).containsExactly("jobs.dead");
        worker.confirms.get(0).complete(null);
        worker.settle();
        assertAnswer(
                worker.published.get(1),
                "answers",
                "declined",
                "null",
                Map.of(
                        "status", "dead",
                        "job-id", "declined",
                        "job-type", "note",
                        "dead-reason", "rejected-by-handler",
                        "error-type", "declined",
                        "error-message", "no such customer"));
    }

    @Test
    void whatGoesOnIsNotAnsweredYet() {
        worker.broker.deliver(asking("again", "answers", "c-1"));
        runAll();
        worker.confirms.get(0).complete(null);
        worker.settle();
        assertThat(worker.published)
                .singleElement()
                .satisfies(again ->
                        assertThat(again.message().properties().replyTo()).isEqualTo("answers"));
    }

    @Test
    void aDuplicateIsToldTheFirstOnesResult() {
        Map<String, Object> sameKey = Map.of("idempotency-key", "k");
        worker.broker.deliver(asking("first", "answers", null, sameKey));
        runAll();
        worker.broker.deliver(asking("second", "elsewhere", null, sameKey));
        runAll();
        assertThat(worker.published).hasSize(2);
        assertAnswer(worker.published.get(1), "elsewhere", "second", "{\"sum\":42,\"text\":\"é\"}", succeeded("first"));
    }

    @Test
    void everybodyWhoHasJoinedIsToldOnce() {
        worker.broker.deliver(asking("a", "answers", "c-1"));
        worker.claim();
        RunningJob job = worker.take();
        worker.broker.deliver(asking("a", "answers", "c-1"));
        worker.claim();
        worker.broker.deliver(asking("a", "answers", "c-2"));
        worker.claim();
        worker.run(job);
        worker.settle();
        assertThat(worker.published)
                .extracting(answer -> answer.message().properties().correlationId())
                .containsExactly("c-1", "c-2");
        assertThat(worker.broker.acked).hasSize(3);
    }

    @Test
    void cancelledExpiredAndDeadJobsAreToldSo() {
        worker.store.cancel(key("cancelled"));
        worker.broker.deliver(asking("cancelled", "answers", null));
        long past = worker.time.instant().minusSeconds(1).toEpochMilli();
        worker.broker.deliver(asking("late", "answers", null, Map.of("expires-at", past)));
        runAll();
        worker.broker.deliver(asking("declined", "", null));
        runAll();
        worker.confirms.get(2).complete(null);
        worker.settle();
        worker.broker.deliver(asking("declined", "answers", null));
        runAll();
        worker.published.remove(2);
        assertThat(worker.published)
                .extracting(answer -> answer.message().properties().headers().get("status"))
                .containsExactly("cancelled", "expired", "dead");
    }

    @Test
    void noResultIsNull() {
        worker.broker.deliver(asking("nothing", "answers", null));
        runAll();
        assertAnswer(worker.published.get(0), "answers", "nothing", "null", succeeded("nothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"large", "unwritable"})
    void aResultThatCanNotBeKeptIsLeftOutAndTheJobDone(String id) {
        worker.broker.deliver(asking(id, "answers", null));
        runAll();
        Publication answer = worker.published.get(0);
        assertThat(answer.message().body()).asString().isEqualTo("null");
        assertThat(answer.message().properties().headers().get("status")).isEqualTo("succeeded");
        String why = String.valueOf(answer.message().properties().headers().get("result-left-out"));
        assertThat(why).contains(id.equals("large") ? "at most 100 (resultLimit)" : "can't be written as JSON");
        assertThat(worker.record(id).resultJson()).hasValue("{\"warren-left-out\":\"" + why + "\"}");
    }

    @Test
    void noStrangerChoosesWhereWorkersPublish() {
        for (String own : List.of("jobs.default", "jobs.default.dead", "jobs.worker.worker.1", "jobs.unrouted", " ")) {
            worker.broker.deliver(asking("to " + own, own, null));
        }
        worker.broker.deliver(asking("unreadable", "\uFFFD".repeat(255), null));
        worker.broker.deliver(asking("unreadable reference", "answers", "\uFFFD".repeat(255)));
        runAll();
        assertThat(worker.published).isEmpty();
        assertThat(worker.broker.acked).hasSize(7);
        assertThat(worker.count("jobs.replies", "result", "refused")).isEqualTo(4);
    }

    @Test
    void aBrokerThatTakesNoAnswersHoldsNothingUp() {
        int jobs = Replies.MOST_UNDER_WAY + 10;
        for (int i = 0; i < jobs; i++) {
            worker.broker.deliver(asking("job " + i, "answers", null));
            runAll();
        }
        assertThat(worker.broker.acked).hasSize(jobs);
        assertThat(worker.published).hasSize(Replies.MOST_UNDER_WAY);
        assertThat(worker.count("jobs.replies", "result", "lost")).isEqualTo(10);
        worker.confirms.get(0).completeExceptionally(new IllegalStateException("no"));
        worker.broker.deliver(asking("one more", "answers", null));
        runAll();
        assertThat(worker.published).hasSize(Replies.MOST_UNDER_WAY + 1);
        assertThat(worker.count("jobs.replies", "result", "lost")).isEqualTo(11);
    }
}
