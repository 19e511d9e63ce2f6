package dev.warren.samples.email;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.samples.SampleRun;
import dev.warren.samples.email.AddressBook.Customer;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a mail from a template. SMTP has no transactions: after a crash between sending and settling, the mail goes out again, with the
 * same Message-ID, because that follows from the job's id.
 */
public final class EmailSample {
    /** The job type. An address that can't be right is not tried again. */
    public static final JobType<Request> SEND = JobType.of("email.send", Request.class)
            .retrying(RetryPolicy.standard()
                    .withBackoff(Backoff.exponential(Duration.ofSeconds(2), 2, Duration.ofMinutes(5)))
                    .neverRetryingOn(AddressException.class));

    private EmailSample() {}

    /**
     * The payload.
     *
     * @param customerId whom to write to
     * @param template which mail
     */
    public record Request(String customerId, String template) {}

    /** The handler. */
    public static JobHandler<Request> handler(AddressBook addresses, MailTransport transport) {
        return job -> {
            String customerId = job.payload().customerId();
            Optional<Customer> customer = addresses.find(customerId);
            if (customer.isEmpty()) {
                return JobResult.declined("there is no customer " + customerId);
            }
            Template template = Template.named(job.payload().template());
            Template.Filled mail = template.fill(Map.of("name", customer.get().name(), "shop", "Acme"));
            transport.send(messageId(job.id().value()), customer.get().address(), mail);
            return JobResult.done();
        };
    }

    /** The Message-ID, without its angle brackets, of the mail that a job sends. */
    public static String messageId(String jobId) {
        return jobId + "@warren.invalid";
    }

    /** An SMTP server in this process, on a free port of 127.0.0.1. For demonstrations: it keeps its mails in memory. */
    public static GreenMail startMailServer() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    /** Runs this sample alone: one mail, to an SMTP server in this process. */
    public static void main(String[] args) throws Exception {
        GreenMail server = startMailServer();
        try {
            MailTransport transport =
                    new MailTransport("127.0.0.1", server.getSmtp().getPort(), "shop@example.org");
            AddressBook addresses = id -> Optional.of(new Customer("Ada Lovelace", "ada@example.org"));
            SampleRun.run(
                    SEND,
                    handler(addresses, transport),
                    List.of(NewJob.of(SEND, new Request("customer-1", "welcome"))));
            server.getReceivedMessages()[0].writeTo(System.out);
        } finally {
            server.stop();
        }
    }
}
