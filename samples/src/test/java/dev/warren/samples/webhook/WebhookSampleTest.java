package dev.warren.samples.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.Job;
import dev.warren.job.JobContext;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.job.RetryAfter;
import dev.warren.samples.webhook.WebhookReceiver.Call;
import dev.warren.samples.webhook.WebhookSample.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP. */
class WebhookSampleTest {
    @Test
    void sendsTheSameDeliveryIdOnEveryAttempt() throws Exception {
        try (WebhookReceiver receiver = receiver(call -> 200)) {
            assertThat(deliver(receiver, "secret")).isEqualTo(JobResult.done());
            assertThat(deliver(receiver, "secret")).isEqualTo(JobResult.done());

            Call call = new Call("job-1", "order.\"paid\"", 200);
            assertThat(receiver.calls()).containsExactly(call, call);
        }
    }

    @Test
    void failsWhileTheReceiverIsDown() throws Exception {
        try (WebhookReceiver receiver = receiver(call -> 503)) {
            assertThatThrownBy(() -> deliver(receiver, "secret"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the receiver answered 503");
        }
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() throws Exception {
        try (WebhookReceiver receiver = receiver(call -> 429)) {
            assertThatThrownBy(() -> deliver(receiver, "secret"))
                    .isInstanceOfSatisfying(
                            RetryAfter.class, asked -> assertThat(asked.delay()).isEqualTo(Duration.ofSeconds(1)));
        }
    }

    @Test
    void givesUpWhenTheSignatureIsRefused() throws Exception {
        try (WebhookReceiver receiver = receiver(call -> 200)) {
            assertThat(deliver(receiver, "another secret"))
                    .isEqualTo(JobResult.declined("the receiver refuses this webhook: it answered 401"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "120, 120", "999999999, 3600"})
    void keepsTheWaitWithinBounds(String asked, long granted) {
        assertThat(WebhookSample.seconds(asked)).contains(Duration.ofSeconds(granted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wed, 21 Oct 2026 07:28:00 GMT", "-1", "soon", "", "99999999999"})
    void leavesOtherFormsToTheRetryPolicy(String asked) {
        assertThat(WebhookSample.seconds(asked)).isEmpty();
    }

    private static WebhookReceiver receiver(IntUnaryOperator answers) throws IOException {
        return WebhookReceiver.start("secret", answers);
    }

    private static JobResult deliver(WebhookReceiver receiver, String secret) throws Exception {
        Job<Delivery> job = new Job<>(
                new JobId("job-1"),
                WebhookSample.DELIVER.name(),
                WebhookSample.DELIVER.lane(),
                1,
                5,
                new Delivery("order.\"paid\"", "order-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                JobContext.NONE);
        return WebhookSample.handler(receiver.address(), secret).handle(job);
    }
}
