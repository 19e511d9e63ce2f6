package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.WarrenException;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.Role;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane that would be served from two stores, on a real broker. */
class StoreConflictIT {
    private static final JobType<String> NOTE = JobType.of("note", String.class);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final Bed bed = Bed.make();
    private final IdempotencyStore store = InMemoryStore.create();
    private final IdempotencyStore other = InMemoryStore.create();
    private final Set<String> ran = ConcurrentHashMap.newKeySet();

    @AfterEach
    void removeBed() {
        bed.close();
    }

    private Worker start(WorkerBuilder builder, IdempotencyStore itsStore) {
        return builder.store(itsStore)
                .run(NOTE, job -> ran.add(job.id().value()))
                .start();
    }

    private void assertRuns(String id) {
        bed.publish(Bed.properties("note", id).build(), "\"x\"");
        await().atMost(SOON).until(() -> ran.contains(id));
    }

    @Test
    void aWorkerWithAnotherStoreRefusesToStartUntilTheFirstIsGone() throws Exception {
        Worker first = start(bed.worker(), store);
        first.awaitConsuming(SOON);
        try (Logged log = Logged.by("dev.warren.consume");
                Worker second = start(bed.worker(), other)) {
            assertThatThrownBy(() -> second.awaitConsuming(A_WHILE))
                    .isInstanceOf(WarrenException.class)
                    .hasMessageContainingAll(first.id(), second.id(), store.id(), other.id(), "[default]");
            assertThat(second.isConsuming()).isFalse();
            assertThat(second.health().broker().orElse("")).contains("Give both workers the same store");
            assertThat(first.isConsuming()).isTrue();
            assertThat(log.events("must not run beside this one")).hasSize(1);
            assertRuns("a");

            first.close();
            second.awaitConsuming(SOON);
            assertThat(second.health().broker()).isEmpty();
            assertRuns("b");
        } finally {
            first.close();
        }
    }

    @Test
    void workersOfOneStoreAllStart() throws Exception {
        try (Worker first = start(bed.worker(), store);
                Worker second = start(bed.worker(), store)) {
            first.awaitConsuming(SOON);
            second.awaitConsuming(SOON);
            try (Worker third = start(bed.worker(), store)) {
                third.awaitConsuming(SOON);
                assertThat(Stream.of(first, second, third)).allMatch(Worker::isConsuming);
            }
        }
    }

    @Test
    void ofTwoThatStartAtTheSameMomentOneYields() throws Exception {
        try (Worker one = start(bed.worker(), store);
                Worker two = start(bed.worker(), other)) {
            await().atMost(SOON).until(() -> hasYieldedTo(one, two) || hasYieldedTo(two, one));
            assertRuns("a");
            assertThat(one.isConsuming()).isNotEqualTo(two.isConsuming());
        }
    }

    private static boolean hasYieldedTo(Worker one, Worker two) {
        return two.isConsuming() && one.health().broker().orElse("").contains(", worker " + two.id() + " uses");
    }

    @Test
    void theRightsOfAWorkerAreEnoughForIt() throws Exception {
        String user = bed.topology().namespace() + "-worker";
        bed.management().addUser(user, "secret", bed.topology().permissions(Role.WORKER));
        URI place = TestBroker.shared().uri();
        RabbitBroker restricted =
                RabbitBroker.at("amqp://" + user + ":secret@" + place.getHost() + ":" + place.getPort());
        try (Worker first = start(bed.worker(restricted).topologyMode(TopologyMode.VERIFY), store)) {
            first.awaitConsuming(SOON);
            try (Worker second = start(bed.worker(restricted).topologyMode(TopologyMode.VERIFY), other)) {
                await().atMost(SOON).until(() -> hasYieldedTo(second, first));
                assertRuns("a");
            }
        } finally {
            bed.management().deleteUser(user);
        }
    }
}
