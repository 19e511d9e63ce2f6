package dev.warren.console.worker;

import dev.warren.job.JobProvider;
import dev.warren.job.JobRegistry;
import dev.warren.job.JobType;

/** The example in {@code docs/cli.md}, without its class of mails and its way to send them. */
public final class MailJobs implements JobProvider {
    private static final JobType<Mail> SEND = JobType.of("email.send", Mail.class);

    @Override
    public void register(JobRegistry jobs) { // opens nothing: it is also called to list the types
        jobs.run(SEND, job -> Smtp.send(job.payload()));
    }
}

record Mail(String to, String text) {}

final class Smtp {
    private Smtp() {}

    @SuppressWarnings("DoNotCallSuggester") // it stands in for what sends mail
    static void send(Mail mail) {
        throw new IllegalStateException("no mail leaves a test, not even to " + mail.to());
    }
}
