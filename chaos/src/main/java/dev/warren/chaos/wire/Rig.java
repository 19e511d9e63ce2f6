package dev.warren.chaos.wire;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.warren.consume.Worker;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A publisher and a worker in a namespace of their own, each behind a wire of its own, that find out about trouble and connect again as
 * quickly as they can be told to. {@link #close} deletes what the broker has of it.
 */
final class Rig implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration CONFIRM_LIMIT = Duration.ofSeconds(20);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Backoff AT_ONCE = Backoff.intervals(Duration.ofMillis(5));

    /** As few levels as let a job that is held for a second come back after one round. */
    private static final DelayLadder LADDER = new DelayLadder(Duration.ofMillis(10), 7);

    private final URI broker;
    private final Topology topology;
    private final Wire publishing;
    private final Wire working;
    private final Effects effects = new Effects();
    private final InMemoryStore store = InMemoryStore.create();
    private final Map<JobKind, JobType<String>> types = new EnumMap<>(JobKind.class);
    private final Worker worker;
    private final Publisher publisher;

    private Rig(URI broker) {
        this.broker = broker;
        topology = Topology.builder()
                .namespace("wire-" + UUID.randomUUID().toString().substring(0, 8))
                .lanes(LaneName.DEFAULT)
                .ladder(LADDER)
                .build();
        for (JobKind kind : JobKind.values()) {
            types.put(kind, type(kind));
        }
        publishing = Wire.to(broker, this::isOfJobs);
        working = Wire.to(broker, this::isOfJobs);
        worker = worker();
        publisher = publisher();
    }

    /** A rig whose worker consumes and whose publisher is connected, or will be in a moment. */
    static Rig start(URI broker) throws InterruptedException {
        Rig rig = new Rig(broker);
        rig.worker.awaitConsuming(START_LIMIT);
        return rig;
    }

    private static JobType<String> type(JobKind kind) {
        RetryPolicy policy = RetryPolicy.intervals(Duration.ofMillis(1)).withMaxAttempts(kind.attempts());
        return JobType.of(kind.name().toLowerCase(Locale.ROOT), String.class).retrying(policy);
    }

    private boolean isOfJobs(String exchange) {
        return exchange.startsWith(topology.exchange(LaneName.DEFAULT)) || exchange.equals(topology.deadExchange());
    }

    private Worker worker() {
        var builder = Worker.builder(behind(working))
                .topology(topology)
                .store(store)
                .metrics(new SimpleMeterRegistry())
                .slots(2)
                .reconnect(AT_ONCE);
        types.forEach((kind, type) -> builder.run(type, job -> run(kind, job)));
        return builder.start();
    }

    private void run(JobKind kind, Job<String> job) {
        String id = job.id().value();
        effects.called(id);
        boolean fails = switch (kind) {
            case SOUND -> false;
            case SHAKY -> job.attempt() == 1;
            case HOPELESS -> true;
        };
        if (fails) {
            throw new IllegalStateException("fails as it should");
        }
        effects.succeeded(id);
    }

    private Publisher publisher() {
        SenderSettings settings = new SenderSettings(100, CONFIRM_LIMIT, CONFIRM_LIMIT, AT_ONCE);
        return Publisher.builder(behind(publishing))
                .topology(topology)
                .settings(settings)
                .metrics(new SimpleMeterRegistry())
                .start();
    }

    private static RabbitBroker behind(Wire wire) {
        return RabbitBroker.at(wire.uri().toString()).withHeartbeat(HEARTBEAT);
    }

    Wire wire(Target.Side side) {
        return switch (side) {
            case PUBLISHER -> publishing;
            case WORKER -> working;
        };
    }

    Effects effects() {
        return effects;
    }

    CompletableFuture<JobId> enqueue(JobKind kind, String id) {
        return publisher.enqueue(NewJob.of(typeOf(kind), "what is to be done").withId(id));
    }

    private JobType<String> typeOf(JobKind kind) {
        return types.computeIfAbsent(kind, Rig::type);
    }

    Optional<JobStatus> statusOf(JobKind kind, String id) {
        JobKey key = new JobKey(topology.namespace(), "", typeOf(kind).name(), id);
        return store.find(key).map(record -> record.status());
    }

    /** Whether nothing waits in the lane, nothing in its ladder, and the worker has nothing in hand. */
    boolean isQuiet() throws IOException, TimeoutException {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            long ready = channel.messageCount(topology.queue(LaneName.DEFAULT));
            for (int level = 0; level < LADDER.levels(); level++) {
                ready += channel.messageCount(topology.delayQueue(LaneName.DEFAULT, level));
            }
            return ready == 0 && worker.inFlight() == 0;
        }
    }

    /** Ends worker and publisher. What the worker had in hand is in its queue again afterwards. */
    void stop() {
        publisher.close();
        worker.close(STOP_LIMIT);
    }

    /** What lies in each queue, by message id: how often. For a rig that is stopped; takes it out. */
    Map<String, Map<String, Integer>> takeAll() throws IOException, TimeoutException {
        Map<String, Map<String, Integer>> found = new HashMap<>();
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (var queue : topology.queues()) {
                found.put(queue.name(), takeAll(channel, queue.name()));
            }
        }
        return found;
    }

    private static Map<String, Integer> takeAll(Channel channel, String queue) throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
            ids.merge(String.valueOf(next.getProps().getMessageId()), 1, Integer::sum);
        }
        return ids;
    }

    String deadQueue() {
        return topology.deadQueue(LaneName.DEFAULT);
    }

    @Override
    public void close() throws IOException, TimeoutException {
        stop();
        publishing.close();
        working.close();
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (var queue : topology.queues()) {
                channel.queueDelete(queue.name());
            }
            for (var exchange : topology.exchanges()) {
                channel.exchangeDelete(exchange.name());
            }
        }
    }

    private Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(broker);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no AMQP address for the wires' own look at the broker", e);
        }
        return factory.newConnection("warren wire check");
    }
}
