package dev.warren.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.samples.webhook.WebhookReceiver;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoomedProcessTest {
    private static final String NO_BROKER = "amqp://guest:guest@127.0.0.1:1";

    @TempDir
    Path folder;

    @Test
    void endsWithItsInput() throws Exception {
        try (DoomedProcess worker = start(NO_BROKER)) {
            assertThat(worker.endInput()).isZero();
        }
    }

    @Test
    void isKilledWithSigkill() throws Exception {
        try (DoomedProcess worker = start(NO_BROKER)) {
            assertThat(worker.kill()).isEqualTo(137);
        }
    }

    @Test
    void saysThatItHasEndedInsteadOfWaitingForIt() throws Exception {
        try (DoomedProcess worker = start("no address")) {
            assertThatThrownBy(worker::awaitConsuming)
                    .hasMessageContaining("process " + worker.pid())
                    .hasMessageEndingWith("should have said \"consumes\", and has ended");
        }
    }

    private DoomedProcess start(String broker) throws Exception {
        Settings settings = new Settings(
                broker,
                "http://localhost:15672",
                "t-doomed",
                false,
                folder,
                System.out,
                Settings.Style.PLAIN,
                WebhookReceiver::failsFirst,
                Duration.ofSeconds(60));
        return DoomedProcess.start(settings, folder.resolve("jobs.db"), folder.resolve("ledger.db"), "payment-1");
    }
}
