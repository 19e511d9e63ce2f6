package dev.warren.samples.quickstart;

import dev.warren.outcome.DeadReason;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.email.EmailSample;
import dev.warren.samples.export.ExportSample;
import dev.warren.samples.export.Exports.Export;
import dev.warren.samples.export.Format;
import dev.warren.samples.hopeless.HopelessSample;
import dev.warren.samples.payment.PaymentSample;
import dev.warren.samples.webhook.WebhookSample;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Publishes the quick start's jobs. Ids end with a word of this run, so that a second run on the same broker is told apart. */
final class Program {
    static final String EXPORTED_TENANT = "acme";
    static final String UNKNOWN_TENANT = "nobody";
    static final long CENTS = 4_200;
    private static final int PAYMENT_PUBLISHERS = 3;

    private final String run;
    private final Story story;
    private final World world;
    private final List<CompletableFuture<?>> confirms = new ArrayList<>(); // of what is being published

    Program(String run, Story story, World world) {
        this.run = run;
        this.story = story;
        this.world = world;
    }

    String id(String name) {
        return name + "-" + run;
    }

    String paymentId() {
        return id("payment");
    }

    /** Publishes the payment, several times at once, and returns when the broker has confirmed that. */
    void publishPayment(RabbitBroker broker, Topology topology) throws Exception {
        List<Publisher> publishers = new ArrayList<>();
        try {
            for (int i = 0; i < PAYMENT_PUBLISHERS; i++) {
                publishers.add(Publisher.builder(broker).topology(topology).start());
            }
            payment(publishers);
            awaitConfirms();
        } finally {
            publishers.forEach(Publisher::close);
        }
    }

    /** Publishes all the rest, and returns when the broker has confirmed it. Answers how many messages that were. */
    int publishTheRest(RabbitBroker broker, Topology topology, PlainAmqp amqp) throws Exception {
        try (Publisher publisher = Publisher.builder(broker).topology(topology).start()) {
            exports(publisher);
            emails(publisher);
            webhooks(publisher);
            hopeless(publisher);
            malformed(amqp);
            return awaitConfirms() + 1;
        }
    }

    private int awaitConfirms() throws Exception {
        CompletableFuture.allOf(confirms.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        int confirmed = confirms.size();
        confirms.clear();
        return confirmed;
    }

    /** The status rows of the exports that were asked for. */
    List<Export> exportRows() throws SQLException {
        List<Export> rows = new ArrayList<>();
        for (String name : List.of("export-csv", "export-json", "export-nobody")) {
            world.exports().find(id(name)).ifPresent(rows::add);
        }
        return rows;
    }

    private void exports(Publisher publisher) throws Exception {
        export(publisher, id("export-csv"), EXPORTED_TENANT, Format.CSV);
        export(publisher, id("export-json"), EXPORTED_TENANT, Format.JSON);
        export(publisher, id("export-nobody"), UNKNOWN_TENANT, Format.CSV);
    }

    private void export(Publisher publisher, String id, String tenant, Format format) throws Exception {
        String type = ExportSample.EXPORT.name().value();
        String title = tenant + "'s orders to " + format;
        story.expect(
                tenant.equals(UNKNOWN_TENANT)
                        ? Planned.toDie(id, type, title, 1, DeadReason.REJECTED_BY_HANDLER)
                        : Planned.toSucceed(id, type, title, 1));
        world.exports().request(id, tenant, format);
        enqueue(
                publisher,
                NewJob.of(ExportSample.EXPORT, new ExportSample.Request(id))
                        .withId(id)
                        .forTenant(tenant));
    }

    private void emails(Publisher publisher) {
        for (String customer : World.CUSTOMERS.keySet().stream().sorted().toList()) {
            String id = id("welcome-" + customer);
            story.expect(Planned.toSucceed(id, EmailSample.SEND.name().value(), "welcome mail to " + customer, 1));
            enqueue(
                    publisher,
                    NewJob.of(EmailSample.SEND, new EmailSample.Request(customer, "welcome"))
                            .withId(id));
        }
    }

    private void webhooks(Publisher publisher) {
        for (String event : List.of("order.paid", "order.shipped")) {
            String id = id(event);
            story.expect(Planned.toSucceed(id, WebhookSample.DELIVER.name().value(), event, 4));
            enqueue(
                    publisher,
                    NewJob.of(WebhookSample.DELIVER, new WebhookSample.Delivery(event, "order-1"))
                            .withId(id));
        }
    }

    private void payment(List<Publisher> publishers) {
        String id = paymentId();
        story.expect(Planned.toSucceed(id, PaymentSample.CHARGE.name().value(), "a payment of 42.00", 1)
                .publishedTimes(publishers.size()));
        PaymentSample.Charge charge = new PaymentSample.Charge(id, CENTS);
        publishers.forEach(publisher ->
                confirms.add(CompletableFuture.supplyAsync(() -> publisher.enqueue(PaymentSample.job(charge)))
                        .thenCompose(confirm -> confirm)));
    }

    private void hopeless(Publisher publisher) {
        String id = id("hopeless");
        String type = HopelessSample.SYNC.name().value();
        story.expect(Planned.toDie(id, type, "a hopeless job", 3, DeadReason.ATTEMPTS_EXHAUSTED));
        enqueue(
                publisher,
                NewJob.of(HopelessSample.SYNC, new HopelessSample.Sync("supplier-1"))
                        .withId(id));
    }

    private void malformed(PlainAmqp amqp) throws Exception {
        String id = id("malformed");
        String type = WebhookSample.DELIVER.name().value();
        story.expect(Planned.toDie(id, "not a job", "a message that is not JSON", 0, DeadReason.MALFORMED));
        amqp.publish(LaneName.DEFAULT, type, id, "this is not JSON");
    }

    private void enqueue(Publisher publisher, NewJob<?> job) {
        confirms.add(publisher.enqueue(job));
    }
}
