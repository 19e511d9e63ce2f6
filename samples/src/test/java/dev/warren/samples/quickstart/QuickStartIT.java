package dev.warren.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.consume.Worker;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.samples.hopeless.HopelessSample;
import dev.warren.samples.webhook.WebhookReceiver;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartIT {
    private static final String ADDRESS = TestBroker.shared().uri().toString();

    @TempDir
    Path folder;

    private final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);
    private final Topology topology = SampleRun.topology(namespace);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void deleteNamespace() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(ADDRESS);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (QueueSpec queue : topology.queues()) {
                channel.queueDelete(queue.name());
            }
            for (ExchangeSpec exchange : topology.exchanges()) {
                channel.exchangeDelete(exchange.name());
            }
        }
    }

    @Test
    void worksThroughAllJobsAndASecondTimeOnTheSameBroker() {
        assertThat(run(WebhookReceiver::failsFirst)).as(this::story).isZero();
        assertThat(story())
                .contains("Everything was as it should be.", "Management page: http://localhost:15672")
                .containsPattern("payment.charge +3 +1 +2 +0 +0")
                .containsPattern("process [0-9]+ is killed with SIGKILL; its lease ends in 5.00 s at most")
                .contains(
                        "a payment of 42.00: held for another worker",
                        "the main worker has taken it over, as a suspect")
                .contains("a payment of 42.00: done: had been charged already")
                .containsPattern("payment: worker killed in the middle, taken over after [0-9.]+ s, charged once,"
                        + " duplicates absorbed")
                .containsPattern("webhook.deliver +2 +2 +0 +0 +6")
                .containsPattern("total +13 +8 +2 +3 +8")
                .containsPattern("acme +JSON +completed +48287")
                .containsPattern("default.dead +a hopeless job +attempts-exhausted +supplier supplier-1 has closed")
                .containsPattern("default.dead +a message that is not JSON +malformed +the body is not JSON")
                .doesNotContain("of earlier runs", "guest", "\033");

        assertThat(ProcessHandle.current().children())
                .noneMatch(child -> child.info().commandLine().orElse("").contains(DoomedWorker.class.getName()));

        printed.reset();
        assertThat(run(WebhookReceiver::failsFirst)).as(this::story).isZero();
        assertThat(story()).containsPattern("total +13 +8 +2 +3 +8").contains("and 3 of earlier runs");
    }

    @Test
    void endsWithAnErrorWhenTheReceiverNeverRecovers() {
        assertThat(run(call -> 503)).as(this::story).isEqualTo(1);
        assertThat(story())
                .contains(
                        "Not everything was as it should be:",
                        "order.paid ended as dead instead of succeeded",
                        "order.shipped was answered [503, 503, 503, 503, 503] instead of [503, 503, 429, 200]")
                .doesNotContain("Everything was as it should be.");
    }

    @Test
    void doesNotRunBesideAnotherOne() throws Exception {
        try (Worker worker = Worker.builder(RabbitBroker.at(ADDRESS))
                .topology(topology)
                .handle(HopelessSample.SYNC, HopelessSample.handler())
                .start()) {
            worker.awaitConsuming(Duration.ofSeconds(30));
            assertThat(run(WebhookReceiver::failsFirst)).as(this::story).isEqualTo(1);
        }
        assertThat(story()).contains("another quick start is running");
    }

    private int run(IntUnaryOperator receiverAnswers) {
        Settings settings = new Settings(
                ADDRESS,
                "http://localhost:15672",
                namespace,
                false,
                folder.resolve("quickstart"),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                Settings.Style.PLAIN,
                receiverAnswers,
                Duration.ofSeconds(60));
        return new QuickStart(settings).run();
    }

    private String story() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
