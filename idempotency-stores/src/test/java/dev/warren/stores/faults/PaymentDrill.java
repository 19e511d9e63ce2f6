package dev.warren.stores.faults;

import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.faults.PaymentProcess.Mode;
import dev.warren.stores.outbox.Outbox;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Worker processes, producer processes and kills, on one database; at the end a count of rows by plain SQL, outside of Warren. */
final class PaymentDrill implements AutoCloseable {
    private static final int WORKERS = 3;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int MOST_MILLIS_BETWEEN = 1_200;

    private final Mode mode;
    private final Ground ground;
    private final int payments;
    private final Path folder;
    private final Bed bed = Bed.make();
    private final SharedLedger ledger;
    private final Random random = new Random(1);
    private final List<Member> members = new ArrayList<>();
    private final List<Member> producers = new ArrayList<>();
    private final long began = System.nanoTime();
    private int kills;

    /** Something that befalls the servers. */
    interface Disaster {
        void strike() throws Exception;
    }

    /**
     * What came of a drill.
     *
     * @param complaints what must not be in any mode
     * @param paymentsTooMany rows beyond one for each payment
     * @param receiptsTooMany rows beyond one for each receipt
     * @param runs how often a payment's handler began
     */
    record Report(List<String> complaints, long paymentsTooMany, long receiptsTooMany, long runs) {}

    private PaymentDrill(String name, Mode mode, Ground ground, int payments) throws IOException {
        this.mode = mode;
        this.ground = ground;
        this.payments = payments;
        this.folder = Path.of("target/payments", name);
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        this.ledger = new SharedLedger(folder.resolve("ledger.txt"));
    }

    static PaymentDrill start(String name, Mode mode, Ground ground, int payments) throws Exception {
        PaymentDrill drill = new PaymentDrill(name, mode, ground, payments);
        ground.store().close(); // makes the schema; then the tables of the application
        ground.execute("CREATE TABLE payment (id varchar(100) NOT NULL, process bigint NOT NULL)");
        ground.execute("CREATE TABLE receipt (id varchar(100) NOT NULL, process bigint NOT NULL)");
        try (Connection connection = ground.source().getConnection()) {
            Outbox.in(ground.database()).createTables(connection);
        }
        for (int i = 0; i < WORKERS; i++) {
            drill.members.add(drill.worker());
        }
        drill.producers.add(drill.producer(100, 1));
        drill.producers.add(drill.producer(100, 2));
        drill.producers.add(drill.producer(50, 3));
        return drill;
    }

    private Member worker() throws IOException {
        return Member.start(
                PaymentProcess.class,
                ledger,
                folder.resolve("workers.log"),
                List.of(
                        TestBroker.shared().uri().toString(),
                        bed.topology().namespace(),
                        ground.address(),
                        folder.resolve("ledger.txt").toString(),
                        Long.toString(LEASE.toMillis()),
                        mode.name()));
    }

    private Member producer(int share, int seed) throws IOException {
        return Member.start(
                PaymentProducer.class,
                ledger,
                folder.resolve("producers.log"),
                List.of(
                        TestBroker.shared().uri().toString(),
                        bed.topology().namespace(),
                        Integer.toString(payments),
                        Integer.toString(share),
                        Integer.toString(seed)));
    }

    /** Kills a worker at a random moment and starts another, again and again. */
    void kill(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            int place = random.nextInt(WORKERS);
            awaitReady(place);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_BETWEEN)); // a kill at no moment in particular
            members.get(place).kill();
            kills++;
            members.get(place).close();
            members.set(place, worker());
        }
    }

    /** Waits until all is done, stops the workers, and counts. */
    Report end() throws Exception {
        List<String> complaints = new ArrayList<>();
        try {
            Awaitility.await("the last receipt")
                    .atMost(PaymentsIT.within(payments))
                    .pollInterval(Duration.ofMillis(200))
                    .until(this::isOver);
        } catch (ConditionTimeoutException e) {
            complaints.add("not all was over in time");
        }
        for (int place = 0; place < WORKERS; place++) {
            awaitReady(place);
            members.get(place).stop();
        }
        return report(complaints);
    }

    /** A worker that was started while a server was down has ended, and is started again. */
    private void awaitReady(int place) {
        Drill.await("worker " + place, Duration.ofMinutes(2), () -> {
            if (!members.get(place).isAlive()) {
                members.get(place).close();
                members.set(place, worker());
            }
            return members.get(place).isReady();
        });
    }

    private boolean isOver() throws SQLException {
        return number("SELECT count(DISTINCT id) FROM payment") == payments
                && number("SELECT count(DISTINCT id) FROM receipt") == payments
                && number("SELECT count(*) FROM warren_outbox") == 0
                && producers.stream().noneMatch(Member::isAlive)
                && ready(bed.lane()) == 0;
    }

    private Report report(List<String> complaints) throws Exception {
        long rows = number("SELECT count(*) FROM payment");
        long receipts = number("SELECT count(*) FROM receipt");
        long charged = number("SELECT count(DISTINCT id) FROM payment");
        long sent = number("SELECT count(DISTINCT id) FROM receipt");
        if (charged != payments || sent != payments) {
            complaints.add(charged + " payments charged and " + sent + " receipts sent, of " + payments);
        }
        if (ready(bed.dead()) != 0) {
            complaints.add(ready(bed.dead()) + " dead letters");
        }
        long undone = undone();
        if (undone > 0) {
            complaints.add(undone + " jobs are not recorded as succeeded");
        }
        History history = History.read(folder.resolve("ledger.txt"));
        long runs = history.all(Entry.Event.START).size();
        String figures = "payments " + payments + ", kills " + kills + ", handler runs " + runs + ", rows of payments "
                + rows
                + " (" + (rows - charged) + " too many, " + ofTheKilled(history)
                + " of them of a payment that a killed process charged), rows of receipts " + receipts + " ("
                + (receipts - sent)
                + " too many), complaints " + complaints + ", in "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s";
        Files.writeString(folder.resolve("figures.txt"), figures + "\n");
        System.out.println("payments " + folder.getFileName() + ": " + figures);
        return new Report(complaints, rows - charged, receipts - sent, runs);
    }

    /** How many rows too many are of payments that a killed process charged: it could not record them as done any more. */
    private long ofTheKilled(History history) throws SQLException {
        String killed = history.all(Entry.Event.KILLING).stream()
                .map(entry -> Long.toString(entry.pid()))
                .collect(Collectors.joining(", "));
        return number(
                "SELECT coalesce(sum(CASE WHEN killed < charges THEN killed ELSE charges - 1 END), 0) FROM (SELECT count(*) AS charges,"
                        + " sum(CASE WHEN process IN (" + killed
                        + ") THEN 1 ELSE 0 END) AS killed FROM payment GROUP BY id) AS charged"
                        + " WHERE charges > 1");
    }

    private long undone() {
        long undone = 0;
        try (TransactionalStore store = ground.store()) {
            for (int i = 0; i < payments; i++) {
                undone += isDone(store, PaymentProcess.PAYMENT, "payment-" + i) ? 0 : 1;
                undone += isDone(store, PaymentProcess.RECEIPT, "receipt-payment-" + i) ? 0 : 1;
            }
        }
        return undone;
    }

    private boolean isDone(TransactionalStore store, JobType<?> type, String id) {
        return store.find(new JobKey(bed.topology().namespace(), "", type.name(), id))
                .filter(record -> record.status() == JobStatus.SUCCEEDED)
                .isPresent();
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = ground.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Over a link of its own, as the broker may have been restarted. */
    private static long ready(String queue) {
        try (ConsumeLink link =
                RabbitBroker.at(TestBroker.shared().uri().toString()).openConsumeLink(new Silent())) {
            return link.ready(queue);
        } catch (BrokerException e) {
            return -1;
        }
    }

    private static final class Silent implements ConsumeLink.Listener {
        @Override
        public void closed(String cause) {}
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
        for (Member producer : producers) {
            producer.close();
        }
        ledger.close();
        try {
            bed.close();
        } catch (RuntimeException e) { // the broker was restarted, and is deleted with all that is in it
            System.out.println("not cleaned up: " + e);
        }
    }
}
