package dev.warren.console.worker;

import dev.warren.WarrenException;
import dev.warren.console.config.Key;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import dev.warren.consume.TopologyMode;
import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.consume.WorkerHealth;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.JobProvider;
import dev.warren.job.JobProviders;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The workers of the process, one for each pool: starts them, says when they begin and cease to work, and stops them in order. */
final class RunningWorkers {
    private static final Logger log = LoggerFactory.getLogger(RunningWorkers.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** So many looks long a worker may be unwell before it is said: it takes a moment to connect. */
    private static final int LOOKS_BEFORE_SAID = 4;

    private final RabbitBroker broker;
    private final Topology topology;
    private final IdempotencyStore store;
    private final List<JobProvider> providers;
    private final Settings settings;

    RunningWorkers(
            RabbitBroker broker,
            Topology topology,
            IdempotencyStore store,
            List<JobProvider> providers,
            Settings settings) {
        this.broker = broker;
        this.topology = topology;
        this.store = store;
        this.providers = providers;
        this.settings = settings;
    }

    /** Runs the pools until the latch is down. */
    void runUntil(CountDownLatch told, List<Pool> pools, Duration stopWithin) throws InterruptedException {
        List<WorkerBuilder> builders = pools.stream().map(this::builder).toList();
        List<JobProvider> started = new ArrayList<>();
        List<Watched> workers = new ArrayList<>();
        try {
            for (JobProvider provider : providers) {
                started.add(provider);
                start(provider);
            }
            for (int i = 0; i < pools.size(); i++) {
                workers.add(new Watched(pools.get(i), builders.get(i).start()));
            }
            while (!told.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.forEach(Watched::look);
            }
        } finally {
            stop(workers, stopWithin);
            started.forEach(RunningWorkers::stop);
        }
    }

    private WorkerBuilder builder(Pool pool) {
        TopologyMode mode = settings.isOn(Key.VERIFY_TOPOLOGY) ? TopologyMode.VERIFY : TopologyMode.DECLARE;
        WorkerBuilder builder = Worker.builder(broker)
                .topology(topology)
                .topologyMode(mode)
                .lanes(pool.lanes().toArray(LaneName[]::new))
                .slots(pool.slots())
                .shares(pool.shares())
                .prefetch(pool.prefetch())
                .store(store);
        try {
            providers.forEach(builder::jobs);
            log.info(
                    "serving the lanes {} with {} slots; job types: {}; store {}; broker {}",
                    pool.lanes(),
                    pool.slots(),
                    JobProviders.types(providers).stream()
                            .map(RunningWorkers::name)
                            .collect(Collectors.joining(", ")),
                    settings.get(Key.STORE).shown().orElse(""),
                    broker.address());
        } catch (IllegalArgumentException e) {
            throw new UsageError("the job providers do not fit together: " + e.getMessage());
        }
        return builder;
    }

    private static String name(JobType<?> type) {
        return type.name().value();
    }

    private static void start(JobProvider provider) {
        try {
            provider.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WarrenException("interrupted while " + provider.getClass().getName() + " started", e);
        } catch (Exception e) { // the user's code
            log.error("the job provider {} could not start", provider.getClass().getName(), e);
            throw new WarrenException(
                    "the job provider " + provider.getClass().getName() + " could not start (" + e
                            + "); its stack trace is in the log above",
                    e);
        }
    }

    private static void stop(JobProvider provider) {
        try {
            provider.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // the user's code
            log.error("the job provider {} could not stop", provider.getClass().getName(), e);
        }
    }

    /** All at once: each may take the whole time. */
    private static void stop(List<Watched> workers, Duration limit) throws InterruptedException {
        List<Thread> closing = workers.stream()
                .map(watched -> new Thread(() -> watched.worker.close(limit), "warren-close"))
                .toList();
        closing.forEach(Thread::start);
        for (Thread thread : closing) {
            thread.join();
        }
    }

    /** A worker, and how it was when it was last looked at. */
    private static final class Watched {
        private final Pool pool;
        private final Worker worker;
        private String lastSaid = "";
        private int looksUnwell;

        Watched(Pool pool, Worker worker) {
            this.pool = pool;
            this.worker = worker;
        }

        void look() {
            WorkerHealth health = worker.health();
            String now = health.broker()
                    .map(why -> "not consuming " + pool.lanes() + ", trying again: " + why)
                    .or(() -> health.store().map(why -> "the store fails, no job is started: " + why))
                    .orElse("consuming " + pool.lanes());
            looksUnwell = health.isWell() ? 0 : looksUnwell + 1;
            boolean settled = health.isWell() || looksUnwell >= LOOKS_BEFORE_SAID;
            if (settled && !now.equals(lastSaid)) {
                log.atLevel(health.isWell() ? Level.INFO : Level.WARN).log(now);
                lastSaid = now;
            }
        }
    }
}
