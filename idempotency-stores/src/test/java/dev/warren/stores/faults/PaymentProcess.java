package dev.warren.stores.faults;

import dev.warren.broker.Broker;
import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.stores.outbox.Outbox;
import dev.warren.stores.outbox.OutboxRelay;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A JVM with a worker that charges payments and a relay. Charging a payment writes a row and enqueues a receipt; a receipt writes a row. The tables
 * have no constraint, so each row too many would be there to see. Says when it works, as {@link WorkerProcess} does.
 */
final class PaymentProcess {
    static final JobType<Integer> PAYMENT =
            JobType.of("payment.charge", Integer.class).retrying(patient());
    static final JobType<Integer> RECEIPT =
            JobType.of("receipt.send", Integer.class).retrying(patient());

    private static final int SLOTS = 4;
    private static final int LONGEST_WORK_MILLIS = 4;

    private final Mode mode;
    private final Ground ground;
    private final Outbox outbox;
    private final SharedLedger ledger;

    /** What is to be shown. */
    enum Mode {
        /** The rows are committed with the job's completion. */
        TRANSACTION,
        /** The rows are committed by the handler, the completion afterwards by the worker, as it is without a transaction for both. */
        PLAIN
    }

    private PaymentProcess(Mode mode, Ground ground, Outbox outbox, SharedLedger ledger) {
        this.mode = mode;
        this.ground = ground;
        this.outbox = outbox;
        this.ledger = ledger;
    }

    /** A database that is restarted in the middle costs an attempt. */
    private static RetryPolicy patient() {
        return RetryPolicy.standard()
                .withBackoff(Backoff.intervals(Duration.ofMillis(500)))
                .withMaxAttempts(100);
    }

    static Topology topology(String namespace) {
        return Topology.builder()
                .namespace(namespace)
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .build();
    }

    /** {@code URI NAMESPACE DATABASE LEDGER LEASE-MILLIS MODE}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream says = System.out;
        System.setOut(System.err);
        Broker broker = RabbitBroker.at(arguments[0]);
        Ground ground = new Ground(arguments[2]);
        TransactionalStore store = ground.store();
        Outbox outbox = Outbox.builder(ground.database())
                .topology(topology(arguments[1]))
                .build();
        OutboxRelay relay = OutboxRelay.builder(broker, outbox, ground.source())
                .metrics(new SimpleMeterRegistry())
                .start();
        PaymentProcess process =
                new PaymentProcess(Mode.valueOf(arguments[5]), ground, outbox, new SharedLedger(Path.of(arguments[3])));
        Worker worker = process.handlers(Worker.builder(broker)
                        .topology(topology(arguments[1]))
                        .metrics(new SimpleMeterRegistry())
                        .store(store)
                        .lease(Duration.ofMillis(Long.parseLong(arguments[4])))
                        .slots(SLOTS))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close();
            relay.close();
            store.close();
        }));
        worker.awaitConsuming(Duration.ofSeconds(30));
        says.println(WorkerProcess.READY);
        says.flush();
        while (System.in.read() >= 0) {
            // whoever started it is there
        }
        Runtime.getRuntime().halt(1);
    }

    private WorkerBuilder handlers(WorkerBuilder builder) {
        return switch (mode) {
            case TRANSACTION -> builder.transact(PAYMENT, this::charge).transact(RECEIPT, this::send);
            case PLAIN ->
                builder.run(PAYMENT, job -> byItself(job, this::charge)).run(RECEIPT, job -> byItself(job, this::send));
        };
    }

    private interface Writing {
        String write(Job<Integer> job, Connection connection) throws Exception;
    }

    private void byItself(Job<Integer> job, Writing writing) throws Exception {
        try (Connection connection = ground.source().getConnection()) {
            connection.setAutoCommit(false);
            writing.write(job, connection);
            connection.commit();
        }
    }

    private String charge(Job<Integer> job, Connection connection) throws Exception {
        String id = job.id().value();
        ledger.note(Entry.Event.START, id, job.attempt(), 0, Entry.NONE);
        insert(connection, "payment", id);
        outbox.enqueue(connection, NewJob.of(RECEIPT, job.payload()).withId("receipt-" + id));
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_WORK_MILLIS));
        return "charged " + job.payload();
    }

    private String send(Job<Integer> job, Connection connection) throws SQLException {
        insert(connection, "receipt", job.id().value());
        return "sent";
    }

    private static void insert(Connection connection, String table, String id) throws SQLException {
        String sql = String.format(Locale.ROOT, "INSERT INTO %s (id, process) VALUES (?, ?)", table);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, id);
            insert.setLong(2, ProcessHandle.current().pid());
            insert.executeUpdate();
        }
    }
}
