package dev.warren.benchmarks.peers;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.benchmarks.BenchSchema;
import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.JobType;
import dev.warren.lanes.Prefetch;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/** Warren's side: quorum queues, its records in PostgreSQL, and a handler that does nothing. */
public final class WarrenProgram {
    private static final int AT_ONCE = 10_000;
    private static final int WINDOW = 1_000;
    private static final int SLOTS = 2;
    private static final int PREFETCH = 5_000;

    private static final JobType<Work> TYPE = JobType.of("noop", Work.class).onLane(LaneName.BULK);
    private static final Topology TOPOLOGY =
            Topology.builder().namespace("peers-warren").lanes(LaneName.BULK).build();

    private WarrenProgram() {}

    /**
     * A job.
     *
     * @param number tells jobs apart
     * @param filler makes it as large as it shall be
     */
    record Work(long number, String filler) {}

    /** See {@link PeerCommand}. */
    public static void main(String[] args) throws Exception {
        PeerCommand command = PeerCommand.of(args);
        String uri = Objects.requireNonNull(System.getenv("RABBITMQ_URI"), "RABBITMQ_URI is not set");
        if (command.isDrain()) {
            drain(uri, command);
        } else {
            enqueue(uri, command);
        }
    }

    private static void enqueue(String uri, PeerCommand command) throws Exception {
        empty(uri);
        SenderSettings settings = SenderSettings.STANDARD.withWindow(WINDOW).withRoomWithin(Duration.ofMinutes(1));
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(uri))
                .topology(TOPOLOGY)
                .settings(settings)
                .start()) {
            Tally.enqueue(command.jobs(), () -> {
                if (command.isSingle()) {
                    enqueueEach(publisher, command.jobs());
                } else {
                    enqueueMany(publisher, command.jobs());
                }
            });
        }
    }

    private static void empty(String uri) throws Exception {
        RabbitBroker.at(uri).declare(TOPOLOGY);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queuePurge(TOPOLOGY.queue(LaneName.BULK));
        }
    }

    private static void enqueueEach(Publisher publisher, int jobs) {
        for (long number = 0; number < jobs; number++) {
            publisher.enqueue(job(number)).join();
        }
    }

    private static void enqueueMany(Publisher publisher, int jobs) {
        for (int done = 0; done < jobs; done += AT_ONCE) {
            List<NewJob<Work>> batch = LongStream.range(done, Math.min(jobs, done + AT_ONCE))
                    .mapToObj(WarrenProgram::job)
                    .toList();
            if (!publisher.enqueueAll(batch).stream().allMatch(Enqueued::isConfirmed)) {
                throw new IllegalStateException("not all jobs were confirmed");
            }
        }
    }

    private static NewJob<Work> job(long number) {
        return NewJob.of(TYPE, new Work(number, Tally.FILLER));
    }

    /** Until the process is ended. */
    private static void drain(String uri, PeerCommand command) throws Exception {
        Tally tally = new Tally(command.jobs());
        BenchSchema schema = BenchSchema.make();
        try (IdempotencyStore store = PostgresStore.builder(schema.url())
                        .schema(schema.name())
                        .open();
                Worker worker = Worker.builder(RabbitBroker.at(uri))
                        .topology(TOPOLOGY)
                        .slots(SLOTS)
                        .store(store)
                        .prefetch(Prefetch.fixed(PREFETCH))
                        .run(TYPE, job -> tally.count())
                        .start()) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
