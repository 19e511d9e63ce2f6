package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.PublishLink;
import dev.warren.job.JobType;
import dev.warren.lanes.Prefetch;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker does when the broker takes away a connection, a queue, an exchange, or just falls silent. */
class ConnectionFaultsIT {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final JobType<Note> HOPELESS =
            JobType.of("hopeless", Note.class).retrying(RetryPolicy.never());

    private final Bed bed = Bed.make();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void publish(JobType<Note> type, String id) {
        bed.publish(properties(type.name().value(), id).build(), "{\"text\":\"" + id + "\"}");
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "job-" + i).toList();
    }

    @Test
    void runsEachJobOnceAndAcksItWhenTheConnectionIsClosedMeanwhile() throws Exception {
        try (Logged sessions = Logged.by(Session.class.getName())) {
            try (Worker worker = bed.worker()
                    .slots(4)
                    .run(NOTE, job -> {
                        ran.add(job.payload().text());
                        release.await();
                    })
                    .start()) {
                worker.awaitConsuming(SOON);
                ids(20).forEach(id -> publish(NOTE, id));
                await().atMost(SOON).until(() -> ran.size() == 4 && worker.inFlight() > 4);
                closeTheConsumersConnection();
                await().atMost(SOON)
                        .until(() -> sessions.events("consumes the lanes").size() >= 2);
                publish(NOTE, "after");
                await().atMost(SOON).until(() -> bed.ready(bed.lane()) == 0);
                release.countDown();
                await().atMost(SOON).until(() -> ran.size() == 21 && worker.inFlight() == 0);
            }
            assertThat(ran).doesNotHaveDuplicates();
            assertThat(bed.ready(bed.lane())).as("messages that were not acked").isZero();
            assertThat(sessions.events("consumes the lanes")).as("sessions").hasSize(2);
            assertThat(sessions.events("PRECONDITION_FAILED")).isEmpty();
        }
    }

    private void closeTheConsumersConnection() {
        List<String> names = await().atMost(SOON)
                .until(() -> bed.management().connectionsConsuming(bed.lane()), found -> !found.isEmpty());
        names.forEach(bed.management()::closeConnection);
    }

    @Test
    void acksJoinedDuplicatesOnceSoThatTheChannelSurvives() throws Exception {
        try (Logged sessions = Logged.by(Session.class.getName())) {
            try (Worker worker = bed.worker()
                    .slots(21)
                    .run(NOTE, job -> {
                        ran.add(job.payload().text());
                        release.await();
                    })
                    .start()) {
                worker.awaitConsuming(SOON);
                for (int i = 0; i < 20; i++) {
                    publish(NOTE, "same");
                    publish(NOTE, "other-" + i);
                }
                await().atMost(SOON).until(() -> worker.inFlight() == 21);
                release.countDown();
                await().atMost(SOON).until(() -> ran.size() == 21 && worker.inFlight() == 0);
                publish(NOTE, "last");
                await().atMost(SOON).until(() -> ran.contains("last"));
            }
            assertThat(ran).doesNotHaveDuplicates();
            assertThat(bed.ready(bed.lane())).isZero();
            assertThat(sessions.events("consumes the lanes")).hasSize(1);
        }
    }

    @Test
    void declaresADeletedQueueAgainAndWorksOn() throws Exception {
        try (Logged sessions = Logged.by(Session.class.getName());
                Worker worker = bed.worker()
                        .run(NOTE, job -> ran.add(job.payload().text()))
                        .start()) {
            worker.awaitConsuming(SOON);
            publish(NOTE, "before");
            await().atMost(SOON).until(() -> ran.contains("before"));
            bed.management().deleteQueue(bed.lane());
            await().atMost(SOON)
                    .until(() -> sessions.events("consumes the lanes").size() == 2);
            publish(NOTE, "after");
            await().atMost(SOON).until(() -> ran.contains("after"));
        }
    }

    @Test
    void buildsTheSessionAnewWhenJobsAreReadyAndNoneIsDelivered() throws Exception {
        try (Worker worker = bed.worker(new DeafAtFirst(bed.broker()))
                .prefetch(Prefetch.fixed(2))
                .run(NOTE, job -> ran.add(job.payload().text()))
                .start()) {
            worker.awaitConsuming(SOON);
            ids(4).forEach(id -> publish(NOTE, id));
            await().atMost(SOON).until(() -> ran.size() == 4);
        }
        assertThat(ran).containsExactlyInAnyOrderElementsOf(ids(4));
    }

    @Test
    void keepsItsConnectionWhileAllSlotsAreBusyForManyHeartbeats() throws Exception {
        Broker broker = bed.broker().withHeartbeat(Duration.ofSeconds(1));
        try (Logged sessions = Logged.by(Session.class.getName());
                Worker worker = bed.worker(broker)
                        .slots(2)
                        .run(NOTE, job -> {
                            assertThat(release.await(4, TimeUnit.SECONDS)).isFalse();
                            ran.add(job.payload().text());
                        })
                        .start()) {
            worker.awaitConsuming(SOON);
            ids(2).forEach(id -> publish(NOTE, id));
            await().atMost(SOON).until(() -> ran.size() == 2 && worker.inFlight() == 0);
            assertThat(sessions.events("consumes the lanes")).hasSize(1);
        }
    }

    @Test
    void keepsAJobUnackedWhileTheDeadLetterExchangeIsGone() throws Exception {
        try (Logged publishing = Logged.by("dev.warren.publish");
                Worker worker = bed.worker().run(HOPELESS, this::fail).start()) {
            worker.awaitConsuming(SOON);
            bed.management().deleteExchange(bed.topology().deadExchange());
            publish(HOPELESS, "a");
            await().atMost(SOON)
                    .until(() -> publishing.events("lost its connection").size() >= 2);
            assertThat(worker.inFlight()).isEqualTo(1);
            bed.declareAgain();
            // Published between the exchange's declaration and its binding, it is kept among the unrouted.
            assertThat(await().atMost(SOON)
                            .until(
                                    () -> bed.takeDead()
                                            .or(() -> bed.take(bed.topology().unroutedQueue())),
                                    Optional::isPresent)
                            .orElseThrow()
                            .getProps()
                            .getMessageId())
                    .isEqualTo("a");
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
        }
        assertThat(bed.ready(bed.lane())).isZero();
        assertThat(ran).containsExactly("a");
    }

    @Test
    void keepsAJobUnackedWhileItsDeadLetterCanGoNowhere() throws Exception {
        try (Logged jobs = Logged.by("dev.warren.jobs");
                Worker worker = bed.worker().run(HOPELESS, this::fail).start()) {
            worker.awaitConsuming(SOON);
            bed.management().deleteQueue(bed.dead());
            bed.management().deleteExchange(bed.topology().unroutedExchange());
            publish(HOPELESS, "a");
            await().atMost(SOON)
                    .until(() -> jobs.events("could not be published").size() >= 2);
            assertThat(worker.inFlight()).isEqualTo(1);
            bed.declareAgain();
            assertThat(bed.awaitDead().getProps().getMessageId()).isEqualTo("a");
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
        }
        assertThat(bed.ready(bed.lane())).isZero();
        assertThat(bed.takeDead()).isEmpty();
        assertThat(ran).containsExactly("a");
    }

    private void fail(dev.warren.job.Job<Note> job) {
        ran.add(job.payload().text());
        throw new IllegalStateException("no hope");
    }

    @Test
    void deadLettersAJobWhoseHeadersAndErrorAreBothLarge() throws Exception {
        try (Worker worker = bed.worker()
                .run(HOPELESS, job -> {
                    throw new IllegalStateException("x".repeat(200_000), new RuntimeException("y".repeat(200_000)));
                })
                .start()) {
            worker.awaitConsuming(SOON);
            Map<String, Object> headers = Map.of("a", "ä".repeat(10 << 10), "b", "b".repeat(20 << 10));
            bed.publish(properties("hopeless", "big").headers(headers).build(), "{}");
            var dead = bed.awaitDead();
            assertThat(header(dead, "a")).hasValue("ä".repeat(10 << 10));
            assertThat(header(dead, "b")).hasValue("b".repeat(20 << 10));
            assertThat(header(dead, "error-message").orElse(""))
                    .startsWith("xxx")
                    .hasSize(1_024);
            assertThat(header(dead, "error-stack").orElse("")).hasSize(4_096);
        }
    }

    @Test
    void holdsNoDelayedJobInItsMemory() throws Exception {
        long due = System.currentTimeMillis() + 3_000;
        List<String> ids = ids(200);
        try (Worker worker =
                bed.worker().run(NOTE, job -> ran.add(job.payload().text())).start()) {
            worker.awaitConsuming(SOON);
            Map<String, Object> headers = Collections.singletonMap("due-at", due);
            ids.forEach(
                    id -> bed.publish(properties("note", id).headers(headers).build(), "{\"text\":\"" + id + "\"}"));
            await().atMost(SOON).until(() -> worker.inFlight() == 0 && bed.ready(bed.lane()) == 0);
        }
        // What a worker still held unacked would be ready in the lane's queue now.
        assertThat(bed.ready(bed.lane())).isZero();
        assertThat(ran).isEmpty();
        assertThat(System.currentTimeMillis()).as("too slow to tell").isLessThan(due);
        try (Worker next =
                bed.worker().run(NOTE, job -> ran.add(job.payload().text())).start()) {
            next.awaitConsuming(SOON);
            await().atMost(SOON).until(() -> ran.size() == 200);
        }
        assertThat(ran).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void showsDeadLettersReadyJobsAndUnroutedMessagesInGauges() throws Exception {
        try (Worker worker = bed.worker()
                .slots(1)
                .prefetch(Prefetch.fixed(1))
                .run(NOTE, job -> release.await())
                .run(HOPELESS, this::fail)
                .start()) {
            worker.awaitConsuming(SOON);
            publish(HOPELESS, "a");
            await().atMost(SOON).until(() -> gauge("jobs.dead.letters") == 1);
            ids(4).forEach(id -> publish(NOTE, id));
            bed.publish(
                    bed.topology().deadExchange(),
                    "no-lane",
                    properties("x", "y").build(),
                    new byte[0]);
            await().atMost(SOON).until(() -> gauge("jobs.ready") == 3 && gauge("jobs.in.flight") == 1);
            await().atMost(SOON)
                    .until(() -> bed.registry().get("jobs.unrouted").gauge().value() == 1);
            release.countDown();
            await().atMost(SOON).until(() -> gauge("jobs.ready") == 0 && gauge("jobs.in.flight") == 0);
        }
    }

    private double gauge(String name) {
        return bed.registry()
                .get(name)
                .tag("lane", LaneName.DEFAULT.value())
                .gauge()
                .value();
    }

    /** A broker whose first link delivers nothing, as if the broker had forgotten the consumer. */
    private record DeafAtFirst(Broker real, AtomicBoolean first) implements Broker {
        DeafAtFirst(Broker real) {
            this(real, new AtomicBoolean(true));
        }

        @Override
        public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
            ConsumeLink link = real.openConsumeLink(listener);
            return first.getAndSet(false) ? new DeafLink(link) : link;
        }

        @Override
        public void declare(Topology topology) {
            real.declare(topology);
        }

        @Override
        public void verify(Topology topology) {
            real.verify(topology);
        }

        @Override
        public PublishLink openPublishLink(PublishLink.Listener listener) {
            return real.openPublishLink(listener);
        }

        @Override
        public String address() {
            return real.address();
        }
    }

    private record DeafLink(ConsumeLink real) implements ConsumeLink {
        @Override
        public Subscription subscribe(String queue, int prefetch, Consumer consumer) {
            return real.subscribe(queue, prefetch, new Consumer() {
                @Override
                public void delivered(long tag, Redelivery redelivery, Message message) {}

                @Override
                public void cancelled(String cause) {
                    consumer.cancelled(cause);
                }
            });
        }

        @Override
        public long ready(String queue) {
            return real.ready(queue);
        }

        @Override
        public long consumers(String queue) {
            return real.consumers(queue);
        }

        @Override
        public void declareWorkerQueue(Topology topology, String address) {
            real.declareWorkerQueue(topology, address);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
