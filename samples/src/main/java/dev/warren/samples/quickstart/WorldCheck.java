package dev.warren.samples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.warren.samples.email.EmailSample;
import dev.warren.samples.export.Exports.Export;
import dev.warren.samples.export.Exports.Status;
import dev.warren.samples.webhook.WebhookReceiver.Call;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether the jobs really did what they were for: at the files, the mailbox, the receiver and the ledger. */
final class WorldCheck {
    private final World world;
    private final Program program;
    private final List<String> troubles = new ArrayList<>();

    private WorldCheck(World world, Program program) {
        this.world = world;
        this.program = program;
    }

    /** A sentence for everything that is not as it should be. */
    static List<String> troubles(World world, Program program) throws Exception {
        WorldCheck check = new WorldCheck(world, program);
        check.export("export-csv");
        check.export("export-json");
        check.failedExport();
        check.mails();
        check.webhook("order.paid");
        check.webhook("order.shipped");
        check.payment();
        return List.copyOf(check.troubles);
    }

    private void export(String name) throws SQLException, IOException {
        Export export = world.exports().find(program.id(name)).orElseThrow();
        if (export.status() != Status.COMPLETED || export.location().isEmpty()) {
            troubles.add("the status row of " + name + " is " + export.status() + " instead of COMPLETED");
            return;
        }
        Path file = Path.of(export.location().get());
        long rowsInFile = switch (export.format()) {
            case CSV -> csvRecords(file) - 1;
            case JSON -> jsonObjects(file);
        };
        long orders = world.orders().countOrders(export.tenant());
        if (orders == 0 || export.rows() != orders || rowsInFile != orders) {
            troubles.add(name + " has " + rowsInFile + " rows in its file and " + export.rows()
                    + " in its status row; the table has " + orders);
        }
    }

    private void failedExport() throws SQLException {
        Export export = world.exports().find(program.id("export-nobody")).orElseThrow();
        if (export.status() != Status.FAILED || export.error().isEmpty()) {
            troubles.add(
                    "the status row of the export of nobody's orders is " + export.status() + " instead of FAILED");
        }
    }

    private static long csvRecords(Path file) throws IOException {
        long records = 0;
        boolean quoted = false;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                quoted ^= c == '"';
                records += c == '\n' && !quoted ? 1 : 0;
            }
        }
        return records;
    }

    private static long jsonObjects(Path file) throws IOException {
        long objects = 0;
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                objects += token == JsonToken.START_OBJECT ? 1 : 0;
            }
        }
        return objects;
    }

    private void mails() throws MessagingException {
        List<MimeMessage> mails = world.mails();
        if (mails.size() != World.CUSTOMERS.size()) {
            troubles.add(mails.size() + " mails arrived instead of " + World.CUSTOMERS.size());
        }
        for (String customer : World.CUSTOMERS.keySet()) {
            String messageId = "<" + EmailSample.messageId(program.id("welcome-" + customer)) + ">";
            Optional<MimeMessage> mail = Optional.empty();
            for (MimeMessage candidate : mails) {
                mail = messageId.equals(candidate.getMessageID()) ? Optional.of(candidate) : mail;
            }
            if (mail.isEmpty()) {
                troubles.add("the mail to " + customer + " has not arrived");
            } else if (mail.get().getAllRecipients().length != 1) {
                troubles.add(
                        "the mail to " + customer + " has " + mail.get().getAllRecipients().length + " recipients");
            }
        }
    }

    private void webhook(String event) {
        List<Integer> answers = world.receiver().calls().stream()
                .filter(call -> call.delivery().equals(program.id(event))
                        && call.event().equals(event))
                .map(Call::status)
                .toList();
        if (!answers.equals(List.of(503, 503, 429, 200))) {
            troubles.add("the webhook " + event + " was answered " + answers + " instead of [503, 503, 429, 200]");
        }
    }

    private void payment() throws SQLException {
        long charged = world.ledger().chargedCents(program.paymentId());
        if (charged != Program.CENTS) {
            troubles.add("the payment was charged with " + charged + " cents instead of " + Program.CENTS);
        }
    }
}
