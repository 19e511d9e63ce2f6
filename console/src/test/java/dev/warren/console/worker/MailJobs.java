package dev.warren.console.worker;

import dev.warren.job.JobProvider;
import dev.warren.job.JobRegistry;
import dev.warren.job.JobType;
import java.util.ArrayDeque;
import java.util.Queue;

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
    private static final Queue<Mail> OUTBOX = new ArrayDeque<>();

    private Smtp() {}

    static synchronized void send(Mail mail) {
        OUTBOX.add(mail);
    }
}
