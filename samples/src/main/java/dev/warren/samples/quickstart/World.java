package dev.warren.samples.quickstart;

import com.icegreen.greenmail.util.GreenMail;
import dev.warren.samples.email.AddressBook;
import dev.warren.samples.email.AddressBook.Customer;
import dev.warren.samples.email.EmailSample;
import dev.warren.samples.email.MailTransport;
import dev.warren.samples.export.DirectoryStore;
import dev.warren.samples.export.Exports;
import dev.warren.samples.export.ObjectStore;
import dev.warren.samples.export.OrderDatabase;
import dev.warren.samples.payment.Ledger;
import dev.warren.samples.webhook.WebhookReceiver;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the jobs work on: a database, an object store, a ledger, an SMTP server and a webhook receiver, all real and all ours. */
final class World implements AutoCloseable {
    static final int ORDERS = 120_000;
    static final String SECRET = "quick start";

    static final Map<String, Customer> CUSTOMERS = Map.of(
            "c1", new Customer("Ada Lovelace", "ada@example.org"),
            "c2", new Customer("Zo\u00eb <b>M\u00fcller</b>", "zoe@example.org"),
            "c3", new Customer("Grace\r\nBcc: everyone@example.org", "grace@example.org"));

    private final Path folder;
    private final OrderDatabase orders;
    private final Ledger ledger;
    private final ObjectStore store;
    private final GreenMail mailServer;
    private final WebhookReceiver receiver;

    private World(Path folder, GreenMail mailServer, WebhookReceiver receiver) {
        this.folder = folder;
        this.orders = new OrderDatabase(folder.resolve("orders.db"));
        this.ledger = new Ledger(ledgerFile());
        this.store = new DirectoryStore(folder.resolve("objects"));
        this.mailServer = mailServer;
        this.receiver = receiver;
    }

    static World create(Settings settings) throws Exception {
        empty(settings.folder());
        WebhookReceiver receiver = WebhookReceiver.start(SECRET, settings.receiverAnswers());
        World world = new World(settings.folder(), EmailSample.startMailServer(), receiver);
        world.orders.fill(ORDERS, 1);
        return world;
    }

    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }

    /** Where the idempotency store is. */
    Path jobsFile() {
        return folder.resolve("jobs.db");
    }

    Path ledgerFile() {
        return folder.resolve("ledger.db");
    }

    OrderDatabase orders() {
        return orders;
    }

    Exports exports() {
        return new Exports(orders);
    }

    ObjectStore store() {
        return store;
    }

    Ledger ledger() {
        return ledger;
    }

    AddressBook addresses() {
        return id -> Optional.ofNullable(CUSTOMERS.get(id));
    }

    MailTransport mailTransport() {
        return new MailTransport("127.0.0.1", mailServer.getSmtp().getPort(), "shop@example.org");
    }

    List<MimeMessage> mails() {
        return List.of(mailServer.getReceivedMessages());
    }

    WebhookReceiver receiver() {
        return receiver;
    }

    @Override
    public void close() {
        mailServer.stop();
        receiver.close();
    }
}
