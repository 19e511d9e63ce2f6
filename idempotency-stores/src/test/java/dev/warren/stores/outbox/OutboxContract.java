package dev.warren.stores.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.stores.outbox.AnsweringBroker.Answer;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.WireHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a transaction to the broker, on a broker that answers as it is told; for each kind of database. */
@Timeout(60)
abstract class OutboxContract {
    private static final JobType<Integer> ORDER = JobType.of("order.ship", Integer.class);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Topology topology = Topology.standard();
    private final AnsweringBroker broker = new AnsweringBroker();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Outbox outbox = outbox().build();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private DataSource source;
    private Connection connection;

    abstract OutboxDatabase database();

    /** Of a database without tables. */
    abstract DataSource open() throws SQLException;

    /** Deletes it, when nobody uses it any more. */
    void remove() throws SQLException {}

    final Outbox.Builder outbox() {
        return Outbox.builder(database());
    }

    @BeforeEach
    final void makeTables() throws SQLException {
        source = open();
        connection = source.getConnection();
        outbox.createTables(connection);
        outbox.createTables(connection);
    }

    @AfterEach
    final void closeAll() throws SQLException {
        relays.forEach(OutboxRelay::close);
        connection.close();
        broker.close();
        remove();
    }

    private OutboxRelay relay() {
        OutboxRelay relay = OutboxRelay.builder(broker, outbox, source)
                .metrics(registry)
                .poll(Duration.ofMillis(10))
                .start();
        relays.add(relay);
        return relay;
    }

    private static NewJob<Integer> job(String id) {
        return NewJob.of(ORDER, 1).withId(id);
    }

    private long rows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM warren_outbox")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private void awaitEmpty() {
        Awaitility.await("an empty outbox").atMost(SOON).until(() -> rows() == 0);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    /** Of each key the first copies are in order. */
    private static void assertInOrder(List<String> ids) {
        Set<String> seen = new HashSet<>();
        Set<String> firstOfKeys = new HashSet<>();
        for (String id : ids) {
            if (seen.add(id)) {
                String key = id.substring(0, id.indexOf('-'));
                int number = Integer.parseInt(id.substring(id.indexOf('-') + 1));
                assertThat(number == 0 ? firstOfKeys.add(key) : seen.contains(key + "-" + (number - 1)))
                        .as("%s in its order among %s", id, ids)
                        .isTrue();
            }
        }
    }

    @Test
    void aJobIsEnqueuedIfItsTransactionCommits() throws SQLException {
        connection.setAutoCommit(false);
        outbox.enqueue(connection, job("forgotten"));
        connection.rollback();
        outbox.enqueue(connection, job("kept"));
        connection.commit();
        connection.setAutoCommit(true);
        relay();
        awaitEmpty();
        assertThat(broker.ids()).containsExactly("kept");
        assertThat(broker.taken().get(0).exchange()).isEqualTo(topology.exchange(LaneName.DEFAULT));
        assertThat(broker.taken().get(0).message().body()).asString().isEqualTo("1");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> registry.get("jobs.outbox.relayed").counter().count() == 1);
    }

    @Test
    void enqueuesWhileTheBrokerIsDown() throws SQLException {
        broker.goDown();
        OutboxPublisher publisher = OutboxPublisher.to(outbox, source).waking(relay());
        for (int i = 0; i < 5; i++) {
            publisher.enqueue(job("job-" + i), "one");
        }
        Awaitility.await("the gauge").atMost(SOON).until(() -> gauge("jobs.outbox.waiting") == 5);
        assertThat(gauge("jobs.outbox.oldest")).isPositive();
        assertThat(rows()).isEqualTo(5);
        broker.comeUp();
        awaitEmpty();
        assertThat(broker.ids()).containsExactly("job-0", "job-1", "job-2", "job-3", "job-4");
        Awaitility.await("the gauge").atMost(SOON).until(() -> gauge("jobs.outbox.waiting") == 0);
    }

    @Test
    void publishesAgainUnderTheSameIdWhatWasNotConfirmed() throws SQLException {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        broker.answer(each ->
                broken.add(String.valueOf(each.message().properties().messageId())) ? Answer.BREAK : Answer.CONFIRM);
        outbox.enqueue(connection, job("a"));
        relay();
        awaitEmpty();
        assertThat(broker.ids()).containsExactly("a", "a");
    }

    @Test
    void keepsTheOrderOfEachKeyWhateverTheBrokerAnswers() throws SQLException {
        Random random = new Random(7);
        broker.answer(each -> {
            int chance = random.nextInt(100);
            return chance < 3 ? Answer.REFUSE : chance < 5 ? Answer.BREAK : Answer.CONFIRM;
        });
        connection.setAutoCommit(false);
        for (int i = 0; i < 40; i++) {
            for (String key : List.of("a", "b", "c")) {
                outbox.enqueue(connection, job(key + "-" + i), key);
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        relay();
        awaitEmpty();
        assertThat(new HashSet<>(broker.ids())).hasSize(120);
        assertInOrder(broker.ids());
    }

    @Test
    void aJobThatNoQueueTakesHoldsUpItsKeyAlone() throws SQLException {
        broker.answer(each -> "bad".equals(each.message().properties().messageId()) ? Answer.RETURN : Answer.CONFIRM);
        outbox.enqueue(connection, job("bad"), "one");
        outbox.enqueue(connection, job("behind"), "one");
        outbox.enqueue(connection, job("beside"), "other");
        outbox.enqueue(connection, job("free"));
        relay();
        Awaitility.await("all but one key").atMost(SOON).until(() -> rows() == 2);
        outbox.enqueue(connection, job("later"), "other");
        outbox.enqueue(connection, job("behind too"), "one");
        Awaitility.await("all but one key").atMost(SOON).until(() -> rows() == 3);
        assertThat(broker.ids()).containsExactlyInAnyOrder("beside", "free", "later");
        Awaitility.await("the gauge").atMost(SOON).until(() -> gauge("jobs.outbox.troubled") == 1);
        broker.answer(each -> Answer.CONFIRM);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE warren_outbox SET again = 0"); // half a minute later
        }
        awaitEmpty();
        assertThat(broker.ids().subList(3, 6)).containsExactly("bad", "behind", "behind too");
    }

    @Test
    void aClockThatWasSetBackHoldsNoJobUp() throws SQLException {
        outbox.enqueue(connection, job("refused once"), "one");
        outbox.enqueue(connection, job("behind"), "one");
        try (Statement statement = connection.createStatement()) {
            // A month ahead, as before the clock was set back.
            statement.executeUpdate("UPDATE warren_outbox SET trouble = 'full', again = enqueued + 2592000000"
                    + " WHERE job_id = 'refused once'");
            if (database() == OutboxDatabase.SQLITE) {
                statement.executeUpdate(
                        "INSERT INTO warren_outbox_relay SELECT namespace, 'killed', enqueued + 2592000000"
                                + " FROM warren_outbox LIMIT 1");
            }
        }
        relay();
        awaitEmpty();
        assertThat(broker.ids()).containsExactly("refused once", "behind");
    }

    @Test
    void aJobOfALaneThatTheRelayDoesNotKnowStaysAndIsReported() throws SQLException {
        Outbox wider = outbox().topology(
                        Topology.builder().lane(new LaneName("extra")).build())
                .build();
        wider.enqueue(connection, job("strange").onLane(new LaneName("extra")));
        outbox.enqueue(connection, job("known"));
        relay();
        Awaitility.await("the gauge").atMost(SOON).until(() -> gauge("jobs.outbox.troubled") == 1);
        assertThat(broker.ids()).containsExactly("known");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void leavesTheJobsOfAnotherNamespaceAlone() throws SQLException {
        Outbox other =
                outbox().topology(Topology.builder().namespace("other").build()).build();
        other.enqueue(connection, job("theirs"));
        outbox.enqueue(connection, job("ours"));
        relay();
        Awaitility.await("ours").atMost(SOON).until(() -> rows() == 1);
        assertThat(broker.ids()).containsExactly("ours");
    }

    @Test
    void aDelayCountsFromTheEnqueueing() throws SQLException {
        Instant due = Instant.now().plusSeconds(3_600);
        outbox.enqueue(connection, job("in an hour").dueAt(due));
        // Delays are by the database's clock: this process' own is wrong.
        Outbox wrong = outbox().clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(30)))
                .build();
        wrong.enqueue(connection, job("over").delayedBy(Duration.ofHours(1)));
        wrong.enqueue(connection, job("nearly over").delayedBy(Duration.ofHours(25)));
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE warren_outbox SET enqueued = enqueued - 86400000 WHERE job_id LIKE '%over'");
        }
        relay();
        awaitEmpty();
        assertThat(broker.taken())
                .allSatisfy(each ->
                        assertThat(each.message().properties().headers()).containsKey(WireHeaders.DUE_AT));
        assertThat(exchangeOf("over")).isEqualTo(topology.exchange(LaneName.DEFAULT));
        String ladder = topology.delayRoute(LaneName.DEFAULT, Duration.ofMinutes(59), "t")
                .exchange();
        assertThat(exchangeOf("in an hour")).isEqualTo(ladder);
        assertThat(exchangeOf("nearly over")).isEqualTo(ladder);
    }

    private String exchangeOf(String id) {
        return broker.taken().stream()
                .filter(each -> id.equals(each.message().properties().messageId()))
                .findFirst()
                .orElseThrow()
                .exchange();
    }

    @Test
    void severalRelaysKeepTheOrderAndLoseNothing() throws SQLException {
        IntStream.range(0, 3).forEach(i -> relay());
        for (int i = 0; i < 150; i++) {
            outbox.enqueue(connection, job("k" + i % 5 + "-" + i / 5), "k" + i % 5);
            if (i % 40 == 39) {
                relays.remove(0).close(); // another takes over
                relay();
            }
        }
        awaitEmpty();
        assertThat(new HashSet<>(broker.ids())).hasSize(150);
        assertInOrder(broker.ids());
    }

    @Test
    void refusesWhatCanNotBeWritten() {
        assertThatThrownBy(() -> outbox.enqueue(connection, job("a").onLane(new LaneName("missing"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> outbox.enqueue(connection, job("a"), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ordering key");
    }
}
