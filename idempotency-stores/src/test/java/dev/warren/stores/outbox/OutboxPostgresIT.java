package dev.warren.stores.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.testsupport.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** In PostgreSQL, and what is its own: transactions that overlap, and relays that share the work. */
@Tag("store-server")
class OutboxPostgresIT extends OutboxContract {
    private static final JobType<Integer> ORDER = JobType.of("order.ship", Integer.class);

    private final String schema = "outbox_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    OutboxDatabase database() {
        return OutboxDatabase.POSTGRESQL;
    }

    @Override
    DataSource open() throws SQLException {
        execute("CREATE SCHEMA " + schema);
        return source();
    }

    private DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestPostgres.url());
        source.setCurrentSchema(schema);
        source.setApplicationName(schema);
        return source;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String question) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long rows() throws SQLException {
        return number("SELECT count(*) FROM warren_outbox");
    }

    @Override
    void remove() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    @Test
    void aRowThatBecomesVisibleLateIsNotForgotten() throws Exception {
        Outbox outbox = outbox().build();
        try (AnsweringBroker broker = new AnsweringBroker();
                Connection slow = source().getConnection();
                OutboxRelay relay = OutboxRelay.builder(broker, outbox, source())
                        .metrics(new SimpleMeterRegistry())
                        .poll(Duration.ofMillis(10))
                        .start()) {
            slow.setAutoCommit(false);
            outbox.enqueue(slow, NewJob.of(ORDER, 1).withId("late"));
            OutboxPublisher.to(outbox, source())
                    .waking(relay)
                    .enqueue(NewJob.of(ORDER, 1).withId("early"));
            Awaitility.await("the higher number").until(() -> broker.ids().contains("early") && rows() == 0);
            slow.commit();
            Awaitility.await("the lower number").until(() -> broker.ids().contains("late") && rows() == 0);
        }
    }

    /** A look takes some milliseconds, so the time to try one again may come in the middle of it. */
    @Test
    void whatIsTriedAgainComesBeforeThoseBehindItWheneverItsTimeComes() throws Exception {
        Outbox outbox = outbox().build();
        Rows rows = new Rows(database(), outbox.topology().namespace());
        try (Connection connection = source().getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 1_000; i++) {
                outbox.enqueue(connection, NewJob.of(ORDER, i).withId("job-" + i), "one");
            }
            connection.commit();
            connection.setAutoCommit(true);
            int part = Math.toIntExact(number("SELECT DISTINCT part FROM warren_outbox"));
            long first = rows.ofPart(connection, part).get(0).seq();
            for (int i = 0; i < 50; i++) {
                rows.note(connection, List.of(new Delivery.Trouble(first, "full", Duration.ofMillis(20))));
                List<Waiting> found = Awaitility.await("its time")
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(1))
                        .until(() -> rows.ofPart(connection, part), waiting -> !waiting.isEmpty());
                assertThat(found.get(0).seq()).as("the first, time %d", i).isEqualTo(first);
            }
        }
    }

    @Test
    void programsMayMakeTheTablesAtTheSameTime() throws Exception {
        execute("DROP TABLE warren_outbox");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<OutboxPublisher>> programs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                programs.add(threads.submit(() -> OutboxPublisher.to(outbox().build(), source())));
            }
            for (Future<OutboxPublisher> program : programs) {
                program.get(30, TimeUnit.SECONDS).enqueue(ORDER, 1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rows()).isEqualTo(6);
    }

    /** Its server process is ended by force in the middle of a batch: its transaction is rolled back, and others have its share. */
    @Test
    void whatARelayHadWhenItWasCutOffIsPublishedByAnother() throws Exception {
        Outbox outbox = outbox().build();
        try (AnsweringBroker broker = new AnsweringBroker()) {
            OutboxPublisher publisher = OutboxPublisher.to(outbox, source());
            for (int i = 0; i < 200; i++) {
                publisher.enqueue(NewJob.of(ORDER, i).withId("job-" + i), "key" + i % 4);
            }
            try (OutboxRelay one = relay(broker, outbox);
                    OutboxRelay other = relay(broker, outbox)) {
                Awaitility.await("both").until(() -> one.isConnected() && other.isConnected());
                for (int i = 0; i < 5; i++) {
                    execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                            + " AND application_name = '" + schema + "'");
                }
                Awaitility.await("an empty outbox")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> rows() == 0);
            }
            assertThat(new HashSet<>(broker.ids())).hasSize(200);
        }
    }

    private OutboxRelay relay(AnsweringBroker broker, Outbox outbox) {
        return OutboxRelay.builder(broker, outbox, source())
                .metrics(new SimpleMeterRegistry())
                .poll(Duration.ofMillis(10))
                .start();
    }
}
