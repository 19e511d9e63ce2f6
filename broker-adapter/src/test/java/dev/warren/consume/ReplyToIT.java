package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers to requesters that know nothing of Warren, on a real broker. */
class ReplyToIT {
    record Note(String text, long number) {}

    record Sum(long sum) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final String DIRECT = "amq.rabbitmq.reply-to";

    private final Bed bed = Bed.make();
    private final BlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private Worker worker() throws InterruptedException {
        Worker worker = bed.worker().handle(NOTE, ReplyToIT::handle).start();
        worker.awaitConsuming(SOON);
        return worker;
    }

    private static JobResult handle(Job<Note> job) {
        return job.payload().number() < 0
                ? JobResult.declined("no such customer")
                : JobResult.done(new Sum(job.payload().number() + 1));
    }

    private void ask(String id, String replyTo, String correlationId, long number) {
        bed.publish(
                properties("note", id)
                        .replyTo(replyTo)
                        .correlationId(correlationId)
                        .build(),
                "{\"text\":\"t\",\"number\":" + number + "}");
    }

    private Delivery awaitAnswer() throws InterruptedException {
        return Optional.ofNullable(answers.poll(SOON.toMillis(), TimeUnit.MILLISECONDS))
                .orElseThrow(() -> new AssertionError("no answer came"));
    }

    private static Map<String, String> headers(Map<String, Object> headers) {
        Map<String, String> texts = new HashMap<>();
        headers.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    private double replies(String result) {
        return bed.registry()
                .get("jobs.replies")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void answersByRabbitsDirectReplyTo() throws Exception {
        try (Worker worker = worker()) {
            bed.onBroker(
                    channel -> channel.basicConsume(DIRECT, true, (tag, answer) -> answers.add(answer), tag -> {}));
            ask("good", DIRECT, "c-1", Long.MAX_VALUE - 1);
            Delivery good = awaitAnswer();
            assertThat(good.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("{\"sum\":9223372036854775807}");
            assertThat(good.getProperties().getType()).isEqualTo("warren.result");
            assertThat(good.getProperties().getCorrelationId()).isEqualTo("c-1");
            assertThat(headers(good.getProperties().getHeaders()))
                    .isEqualTo(Map.of("status", "succeeded", "job-id", "good", "job-type", "note"));

            ask("good", DIRECT, "c-2", Long.MAX_VALUE - 1);
            Delivery again = awaitAnswer();
            assertThat(again.getBody()).isEqualTo(good.getBody());
            assertThat(again.getProperties().getCorrelationId()).isEqualTo("c-2");

            ask("bad", DIRECT, "c-3", -1);
            Delivery bad = awaitAnswer();
            assertThat(bad.getBody()).asString().isEqualTo("null");
            assertThat(headers(bad.getProperties().getHeaders()))
                    .containsEntry("status", "dead")
                    .containsEntry("dead-reason", "rejected-by-handler")
                    .containsEntry("error-message", "no such customer");
            assertThat(bed.awaitDead().getProps().getMessageId()).isEqualTo("bad");
            assertThat(worker.isConsuming()).isTrue();
        }
    }

    @Test
    void anAnswerNobodyTakesCostsNothing() throws Exception {
        try (Logged log = Logged.by("dev.warren");
                Worker worker = worker()) {
            String queue = bed.topology().namespace() + "-answers"; // beside the namespace's own names, not among them
            bed.onBroker(channel -> channel.queueDeclare(queue, false, true, true, Map.of()));
            ask("gone", "no-such-queue", "c", 1);
            ask("gone-direct", DIRECT + ".g1h2AA5yZXBseUAxMjM0NTY3ODkAAAAAAAAAAAAAAAA=.bm9ib2R5", "c", 1);
            ask("garbage", DIRECT + ".garbage", "c", 1);
            ask("bare", DIRECT + ".", "c", 1);
            ask("ours", bed.dead(), "c", 1);
            await().atMost(SOON).until(() -> replies("sent") + replies("lost") == 4);
            ask("after", queue, "c-9", 1);
            GetResponse answer = await().atMost(SOON)
                    .until(() -> bed.take(queue), Optional::isPresent)
                    .orElseThrow();
            assertThat(answer.getProps().getCorrelationId()).isEqualTo("c-9");
            assertThat(answer.getProps().getDeliveryMode()).isEqualTo(1);
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
            assertThat(bed.ready(bed.dead())).isZero();
            assertThat(replies("refused")).isOne();
            assertThat(log.events("lost its connection"))
                    .as("made-up names end the answers' connection once each")
                    .hasSizeLessThanOrEqualTo(3);
            assertThat(log.events("a queue of Warren's own")).hasSize(1);
        }
    }
}
