package dev.warren.samples.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.RetryAfter;
import dev.warren.publish.NewJob;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.samples.SampleRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Delivers a webhook: a signed POST with the event's name and a delivery id that is the job's id and so the same on every attempt. What
 * the receiver answers decides: 2xx is success, {@code Retry-After} (with 429 or 503) names the time of the next attempt, other 4xx are final,
 * and everything else is tried again with growing waits.
 */
public final class WebhookSample {
    /** The job type. The waits are a demonstration's: a real receiver is given minutes and hours. */
    public static final JobType<Delivery> DELIVER = JobType.of("webhook.deliver", Delivery.class)
            .retrying(RetryPolicy.standard()
                    .withMaxAttempts(5)
                    .withBackoff(Backoff.exponential(Duration.ofMillis(500), 2, Duration.ofSeconds(2))));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI receiver;
    private final String secret;

    private WebhookSample(URI receiver, String secret) {
        this.receiver = receiver;
        this.secret = secret;
    }

    /**
     * The payload.
     *
     * @param event such as {@code order.shipped}
     * @param orderId what happened to
     */
    public record Delivery(String event, String orderId) {}

    /** The handler, for one receiver and the secret shared with it. */
    public static JobHandler<Delivery> handler(URI receiver, String secret) {
        return new WebhookSample(receiver, secret)::deliver;
    }

    private JobResult deliver(Job<Delivery> job) throws IOException, InterruptedException {
        HttpResponse<Void> response = client.send(request(job), HttpResponse.BodyHandlers.discarding());
        int status = response.statusCode();
        if (status / 100 == 2) {
            return JobResult.done();
        }
        Optional<Duration> wait = response.headers().firstValue("Retry-After").flatMap(WebhookSample::seconds);
        if (wait.isPresent()) {
            long seconds = wait.get().toSeconds();
            throw new RetryAfter(wait.get(), "the receiver answered " + status + ", wait " + seconds + " s");
        }
        if (status / 100 == 4 && status != 408 && status != 429) {
            return JobResult.declined("the receiver refuses this webhook: it answered " + status);
        }
        throw new IOException("the receiver answered " + status);
    }

    private HttpRequest request(Job<Delivery> job) throws JsonProcessingException {
        Delivery delivery = job.payload();
        byte[] body = JSON.writeValueAsBytes(delivery);
        long timestamp = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(receiver)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Webhook-Event", delivery.event())
                .header("X-Webhook-Delivery", job.id().value())
                .header("X-Webhook-Timestamp", Long.toString(timestamp))
                .header("X-Webhook-Signature", Signature.of(secret, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    /** A receiver may ask for any time, so it is held within bounds. The form with a date is left to the retry policy. */
    static Optional<Duration> seconds(String retryAfter) {
        if (!retryAfter.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        Duration atLeast = asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
        return Optional.of(atLeast.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atLeast);
    }

    /** Runs this sample alone: one webhook to a receiver in this process, which is down at first. */
    public static void main(String[] args) throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start("secret", WebhookReceiver::failsFirst)) {
            SampleRun.run(
                    DELIVER,
                    handler(receiver.address(), "secret"),
                    List.of(NewJob.of(DELIVER, new Delivery("order.shipped", "order-1"))));
            receiver.calls().forEach(System.out::println);
        }
    }
}
