package dev.warren.stores.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.consume.Worker;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The outbox on a real broker. */
@Tag("once")
@Timeout(120)
class OutboxIT {
    private static final JobType<Integer> STEP = JobType.of("step", Integer.class);

    @TempDir
    Path directory;

    @Test
    void jobsOfJobsHappenExactlyOnceThoughEachIsPublishedTwice() throws Exception {
        Path file = directory.resolve("jobs.db");
        try (Bed bed = Bed.make();
                SqliteStore store = SqliteStore.open(file)) {
            DataSource source = OutboxPublisher.sqlite(file);
            Outbox outbox = Outbox.builder(OutboxDatabase.SQLITE)
                    .topology(bed.topology())
                    .build();
            execute(source, "CREATE TABLE step (number INTEGER NOT NULL)");
            OutboxPublisher publisher = OutboxPublisher.to(outbox, source);
            try (OutboxRelay relay = OutboxRelay.builder(bed.broker(), outbox, source)
                            .metrics(new SimpleMeterRegistry())
                            .start();
                    Worker worker = bed.worker()
                            .store(store)
                            .transact(STEP, (job, connection) -> {
                                try (Statement statement = connection.createStatement()) {
                                    statement.executeUpdate("INSERT INTO step VALUES (" + job.payload() + ")");
                                }
                                if (job.payload() < 10) {
                                    NewJob<Integer> next =
                                            NewJob.of(STEP, job.payload() + 1).withId("step-" + (job.payload() + 1));
                                    outbox.enqueue(connection, next, "steps");
                                }
                                return job.payload();
                            })
                            .start()) {
                worker.awaitConsuming(Bed.SOON);
                publisher.waking(relay).enqueue(NewJob.of(STEP, 1).withId("step-1"), "steps");
                publisher.waking(relay).enqueue(NewJob.of(STEP, 1).withId("step-1"), "steps");
                Awaitility.await("the last step")
                        .atMost(Bed.SOON)
                        .until(() -> number(source, "SELECT count(*) FROM step WHERE number = 10") > 0);
                Awaitility.await("quiet")
                        .atMost(Bed.SOON)
                        .until(() -> worker.inFlight() == 0
                                && number(source, "SELECT count(*) FROM warren_outbox") == 0
                                && bed.ready(bed.lane()) == 0);
            }
            assertThat(number(source, "SELECT count(*) FROM step")).isEqualTo(10);
            assertThat(bed.takeDead()).isEmpty();
        }
    }

    @Test
    void whatIsEnqueuedWhileTheBrokerIsDeadArrivesInOrderWhenItIsBack() throws Exception {
        Topology topology = Topology.builder()
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .build();
        DataSource source = OutboxPublisher.sqlite(directory.resolve("outbox.db"));
        Outbox outbox = Outbox.builder(OutboxDatabase.SQLITE).topology(topology).build();
        OutboxPublisher publisher = OutboxPublisher.to(outbox, source);
        try (PrivateNode node = PrivateNode.start("outbox")) {
            RabbitBroker broker = RabbitBroker.at(node.uri().toString());
            broker.declare(topology);
            try (OutboxRelay relay = OutboxRelay.builder(broker, outbox, source)
                    .metrics(new SimpleMeterRegistry())
                    .start()) {
                publisher.waking(relay).enqueue(NewJob.of(STEP, 0), "steps");
                Awaitility.await("the first")
                        .atMost(Bed.SOON)
                        .until(() -> number(source, "SELECT count(*) FROM warren_outbox") == 0);
                node.kill();
                for (int i = 1; i <= 50; i++) {
                    publisher.waking(relay).enqueue(NewJob.of(STEP, i), "steps");
                }
                assertThat(number(source, "SELECT count(*) FROM warren_outbox")).isEqualTo(50);
                node.restart();
                Awaitility.await("the last")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> number(source, "SELECT count(*) FROM warren_outbox") == 0);
            }
            assertThat(bodies(node, topology.queue(LaneName.DEFAULT), 51))
                    .isEqualTo(IntStream.rangeClosed(0, 50)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    /** The first messages of a queue, in its order. */
    private static List<String> bodies(PrivateNode node, String queue, int count) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.uri());
        List<String> bodies = new ArrayList<>();
        try (com.rabbitmq.client.Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            while (bodies.size() < count) {
                bodies.add(new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8));
            }
        }
        return bodies;
    }

    private static long number(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
