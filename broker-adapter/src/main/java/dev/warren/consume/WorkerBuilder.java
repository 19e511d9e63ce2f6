package dev.warren.consume;

import com.fasterxml.uuid.Generators;
import dev.warren.broker.Broker;
import dev.warren.deadletter.DeadLetters;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.job.JobHandler;
import dev.warren.job.JobProvider;
import dev.warren.job.JobRegistry;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.publish.SenderSettings;
import dev.warren.retry.Backoff;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MessageReader;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Worker}. The defaults are right for production, save the store: it is in memory until one is given. */
public final class WorkerBuilder implements JobRegistry {
    private final Broker broker;
    private Topology topology = Topology.standard();
    private TopologyMode topologyMode = TopologyMode.DECLARE;
    private @Nullable List<LaneName> lanes;
    private int slots = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    private LaneShares shares = LaneShares.weighted();
    private Prefetch prefetch = Prefetch.DEFAULTS;
    private Handlers handlers = Handlers.none();
    private final Set<JobTypeName> transactional = new TreeSet<>(Comparator.comparing(JobTypeName::value));
    private @Nullable IdempotencyStore store;
    private WireLimits limits = WireLimits.STANDARD;
    private int poisonAfter = 3;
    private Duration overdueAfter = Duration.ofMinutes(10);
    private int resultLimit = 64 << 10;
    private Duration unknownTypeGrace = Duration.ofMinutes(10);
    private Duration depthInterval = Duration.ofSeconds(5);
    private Duration lease = Duration.ofSeconds(5);
    private Backoff reconnect = SenderSettings.STANDARD.reconnect();
    private MeterRegistry registry = Metrics.globalRegistry;
    private Clock clock = Clock.systemUTC();
    private LongSupplier nanos = System::nanoTime;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private Supplier<String> ids =
            () -> Generators.timeBasedEpochGenerator().generate().toString();
    private ThreadFactory threads = slotThreads();

    WorkerBuilder(Broker broker) {
        this.broker = broker;
    }

    private static ThreadFactory slotThreads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "warren-slot-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs {@code handler} for jobs of this type; returning means success. */
    @Override
    public <P> WorkerBuilder run(JobType<P> type, JobHandler.Plain<P> handler) {
        return handle(type, job -> {
            handler.run(job);
            return JobResult.done();
        });
    }

    /** Runs {@code handler} for jobs of this type; what it answers decides. */
    @Override
    public <P> WorkerBuilder handle(JobType<P> type, JobHandler<P> handler) {
        handlers = handlers.with(type, QuickRetries.around(type, handler));
        return this;
    }

    /**
     * Runs {@code handler} for jobs of this type; what it writes is committed together with the job's completion. {@link #start} refuses a
     * {@link #store} that is no {@link TransactionalStore}.
     */
    @Override
    public <P> WorkerBuilder transact(JobType<P> type, JobHandler.Transactional<P> handler) {
        JobRegistry.super.transact(type, handler);
        transactional.add(type.name());
        return this;
    }

    /** Runs the jobs of a provider. Its {@link JobProvider#start} and {@link JobProvider#stop} are the caller's to call. */
    public WorkerBuilder jobs(JobProvider provider) {
        provider.register(this);
        return this;
    }

    /** Exchanges and queues; default {@link Topology#standard()}. */
    public WorkerBuilder topology(Topology own) {
        topology = own;
        return this;
    }

    /** Whether to declare the topology or only to check it; default {@link TopologyMode#DECLARE}. */
    public WorkerBuilder topologyMode(TopologyMode mode) {
        topologyMode = mode;
        return this;
    }

    /** The lanes to serve; default all of the topology. */
    public WorkerBuilder lanes(LaneName... served) {
        lanes = List.of(served);
        return this;
    }

    /** How many jobs run at once, 1 to 10,000; default twice the processors, at least 8. */
    public WorkerBuilder slots(int count) {
        slots = count;
        return this;
    }

    /** How the lanes share the slots; default {@link LaneShares#weighted()}. */
    public WorkerBuilder shares(LaneShares own) {
        shares = own;
        return this;
    }

    /** How many deliveries a lane may have in hand; default {@link Prefetch#DEFAULTS}. */
    public WorkerBuilder prefetch(Prefetch own) {
        prefetch = own;
        return this;
    }

    /** The idempotency store; default a new {@link InMemoryStore}, which forgets everything when the process ends. */
    public WorkerBuilder store(IdempotencyStore own) {
        store = own;
        return this;
    }

    /** What messages may be like; default {@link WireLimits#STANDARD}. */
    public WorkerBuilder limits(WireLimits own) {
        limits = own;
        return this;
    }

    /** How long a job of an unknown type is put off before it is dead-lettered, up to 7 days; default 10 minutes. */
    public WorkerBuilder unknownTypeGrace(Duration grace) {
        unknownTypeGrace = grace;
        return this;
    }

    /** How often the queues are looked at, 100 ms to 10 min; default 5 s. A forgotten consumer is noticed after four looks. */
    public WorkerBuilder depthInterval(Duration interval) {
        depthInterval = interval;
        return this;
    }

    /** How long claims stay this worker's without a heartbeat, 1 s to 10 min; default 5 s. */
    public WorkerBuilder lease(Duration time) {
        lease = time;
        return this;
    }

    /** How long after it should have moved on a job that nobody is at is reported as overdue, 1 s to 365 days; default 10 minutes. */
    public WorkerBuilder overdueAfter(Duration time) {
        overdueAfter = time;
        return this;
    }

    /**
     * How many bytes of JSON a result may have to be kept in the store and sent to {@code reply_to}, 0 to 1 MiB; default 64 KiB. A job with a
     * larger one succeeds all the same; what is kept is a note that says so. With 0 no results are kept.
     */
    public WorkerBuilder resultLimit(int bytes) {
        resultLimit = bytes;
        return this;
    }

    /** How many workers a job may bring down before it is dead-lettered as poison, 1 to 1,000; default 3. */
    public WorkerBuilder poisonAfter(int crashes) {
        poisonAfter = crashes;
        return this;
    }

    /** The waits between attempts to connect; default 100 ms doubling to 2 s. */
    public WorkerBuilder reconnect(Backoff waits) {
        reconnect = waits;
        return this;
    }

    /** Where to count; default Micrometer's global registry. */
    public WorkerBuilder metrics(MeterRegistry own) {
        registry = own;
        return this;
    }

    /** The clock for due times and reasons; default the system's. */
    public WorkerBuilder clock(Clock own) {
        clock = own;
        return this;
    }

    /** For intervals, as {@link System#nanoTime()} counts, which is the default; for simulated time. */
    WorkerBuilder nanos(LongSupplier own) {
        nanos = own;
        return this;
    }

    /** Numbers in [0, 1) for jitter; default the JVM's. */
    public WorkerBuilder random(DoubleSupplier own) {
        random = own;
        return this;
    }

    /** Makes ids for the worker and for messages that have none; default UUIDv7. */
    public WorkerBuilder ids(Supplier<String> own) {
        ids = own;
        return this;
    }

    /** Makes the slots' threads; default daemon platform threads. Virtual threads will do where handlers only wait. */
    public WorkerBuilder threads(ThreadFactory own) {
        threads = own;
        return this;
    }

    /**
     * Starts the worker; it connects in the background, with retries.
     *
     * @throws IllegalArgumentException when a setting is out of bounds; the message names it
     */
    public Worker start() {
        WorkerParts parts = parts();
        Worker worker = new Worker(broker, parts, threads, senderSettings(parts.settings()), registry);
        worker.start();
        return worker;
    }

    /** The stages of a worker of these settings, without a thread. */
    Stages stages(Outbox outbox) {
        return new Stages(broker, parts(), outbox, outbox);
    }

    private WorkerParts parts() {
        JacksonCodec codec = JacksonCodec.within(limits);
        WorkerSettings settings = new WorkerSettings(
                topology,
                topologyMode,
                lanes == null ? topology.lanes() : lanes,
                slots,
                shares,
                prefetch,
                handlers,
                unknownTypeGrace,
                depthInterval,
                lease,
                poisonAfter,
                overdueAfter,
                resultLimit,
                reconnect);
        String id = ids.get();
        topology.workerQueue(
                Announcement.address(id, Long.MAX_VALUE)); // refuses an id that no queue can be named after
        IdempotencyStore ownStore = store == null ? InMemoryStore.create() : store;
        requireTransactions(ownStore);
        return new WorkerParts(
                settings,
                id,
                ownStore,
                new LeaseKeeper(ownStore, id, lease, nanos),
                new MessageReader(limits, codec, ids),
                codec,
                new FollowUps(topology, new DeadLetters(topology, id)),
                clock,
                nanos,
                random,
                new StoreHealth(),
                new JobMetrics(registry, settings.lanes()),
                new Later(nanos),
                new Inbox(settings.lanes()),
                new InFlight());
    }

    private void requireTransactions(IdempotencyStore ownStore) {
        if (!transactional.isEmpty() && !(ownStore instanceof TransactionalStore)) {
            throw new IllegalArgumentException(
                    "jobs of type " + transactional
                            + " write in the store's transaction, and a worker with the store "
                            + ownStore.getClass().getSimpleName()
                            + " has none to offer; give it one in a database (SqliteStore, PostgresStore), or register them with run(…) or handle(…)");
        }
    }

    /** What is in hand bounds what can be published, so the window never holds the settle stage up. */
    private SenderSettings senderSettings(WorkerSettings settings) {
        int inHand = 2 * settings.prefetchOfALane() * settings.lanes().size();
        return new SenderSettings(
                Math.min(Math.max(1_000, inHand), 1_000_000),
                SenderSettings.STANDARD.roomWithin(),
                SenderSettings.STANDARD.confirmWithin(),
                reconnect);
    }
}
