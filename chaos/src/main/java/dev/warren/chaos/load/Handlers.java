package dev.warren.chaos.load;

import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line;
import dev.warren.chaos.ledger.Line.Event;
import dev.warren.consume.WorkerBuilder;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the handlers of all kinds do, and what they write down before and after. */
final class Handlers {
    /** The exit codes of workers that a job has ended; memory's is the JVM's. */
    static final int HALTED = 77;

    static final int EXITED = 78;

    private static final Duration SNOOZE = Duration.ofMillis(250);
    private static final int SNOOZED_MILLIS = 500;
    private static final int LONG_MILLIS = 5_000;
    private static final int HUNGRY_BYTES = 1 << 20;

    private final Ledger ledger;

    Handlers(Ledger ledger) {
        this.ledger = ledger;
    }

    void register(WorkerBuilder builder, boolean transactional) {
        for (Kind kind : Kind.values()) {
            if (!kind.writes()) {
                builder.handle(kind.type(), job -> run(kind, job));
            } else if (transactional) {
                builder.transact(kind.type(), this::write);
            }
        }
    }

    private JobResult run(Kind kind, Job<Long> job) throws Exception {
        begin(job);
        String end = "threw";
        try {
            JobResult result = work(kind, job);
            end = result instanceof JobResult.Done ? Line.OK : "refused";
            return result;
        } finally {
            ledger.note(Event.END, job.id().value(), job.attempt(), end);
        }
    }

    private String write(Job<Long> job, Connection connection) throws SQLException {
        begin(job);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO effect (id) VALUES (?)")) {
            insert.setString(1, job.id().value());
            insert.executeUpdate();
        }
        ledger.note(Event.END, job.id().value(), job.attempt(), "wrote"); // what is committed is read from the table
        return "written";
    }

    private void begin(Job<Long> job) {
        ledger.note(Event.START, job.id().value(), job.attempt(), Line.NONE);
    }

    private static JobResult work(Kind kind, Job<Long> job) throws Exception {
        return switch (kind) {
            case QUICK, EXPIRING, EFFECT, BAD -> JobResult.done();
            case SLOW, CANCELLED -> {
                Thread.sleep(100 + Math.floorMod(job.id().value().hashCode(), 400));
                yield JobResult.done();
            }
            case LONG -> {
                Thread.sleep(LONG_MILLIS);
                yield JobResult.done();
            }
            case FLAKY -> {
                if (job.attempt() == 1) {
                    throw new IOException("the first attempt of every flaky job fails");
                }
                yield JobResult.done();
            }
            case DOOMED -> throw new IOException("every attempt of a doomed job fails");
            case SNOOZING ->
                System.currentTimeMillis() < job.payload() + SNOOZED_MILLIS
                        ? JobResult.snooze(SNOOZE)
                        : JobResult.done();
            case DECLINING -> JobResult.declined("nobody wants it");
            case DEEP -> JobResult.done(depth(0));
            case HALT -> {
                Runtime.getRuntime().halt(HALTED);
                yield JobResult.done();
            }
            case EXIT -> {
                System.exit(EXITED);
                yield JobResult.done();
            }
            case HUNGRY -> JobResult.done(eat().size());
        };
    }

    private static int depth(int from) {
        return depth(from + 1) + 1;
    }

    /** Never returns: either the memory is full before, or the limit is, which is no smaller. */
    private static List<byte[]> eat() {
        List<byte[]> eaten = new ArrayList<>();
        while (eaten.size() < Integer.MAX_VALUE) {
            eaten.add(new byte[HUNGRY_BYTES]);
        }
        return eaten;
    }
}
