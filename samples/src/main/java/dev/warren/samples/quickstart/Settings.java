package dev.warren.samples.quickstart;

import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.samples.webhook.WebhookReceiver;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/**
 * What a run of the quick start depends on.
 *
 * @param broker the AMQP address, with user and password
 * @param management where the management page is, never with user and password
 * @param namespace the first word of every exchange and queue
 * @param brokerIsOurs whether the broker was started for this run, with the user guest
 * @param folder for the database, the object store and the ledger; its files are replaced
 * @param out where the story goes
 * @param style how it looks there
 * @param receiverAnswers what the webhook receiver answers to a delivery's first call, its second, and so on
 * @param patience how long all jobs together may take
 */
record Settings(
        String broker,
        String management,
        String namespace,
        boolean brokerIsOurs,
        Path folder,
        PrintStream out,
        Style style,
        IntUnaryOperator receiverAnswers,
        Duration patience) {

    /** Colours, or plain ASCII. */
    enum Style {
        PLAIN,
        COLOURED
    }

    /** As {@code samples/quickstart.sh} starts it. */
    static Settings fromEnvironment() {
        String broker = SampleRun.brokerAddress();
        return new Settings(
                broker,
                withoutLogin(System.getenv().getOrDefault("RABBITMQ_MANAGEMENT_URI", managementOf(broker))),
                "quickstart",
                Boolean.getBoolean("quickstart.own.broker"),
                Path.of("target", "quickstart"),
                System.out,
                Boolean.getBoolean("quickstart.colour") ? Style.COLOURED : Style.PLAIN,
                WebhookReceiver::failsFirst,
                Duration.ofMinutes(1));
    }

    private static String managementOf(String broker) {
        // By way of an address without a password: an exception's message would repeat what is not a URI.
        return "http://" + URI.create(RabbitBroker.at(broker).address()).getHost() + ":15672";
    }

    static String withoutLogin(String address) {
        return address.replaceFirst("//[^/]*@", "//");
    }
}
