package dev.warren.faults;

import dev.warren.consume.Worker;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.testsupport.PrivateNode;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Publishes and consumes without a pause while the broker is killed with SIGKILL and started again, keeps a {@link Ledger} of what was
 * tried, confirmed and run, and reports what {@link LedgerCheck} says of it. Every tenth job fails at its first attempt, so that the delay
 * ladder is under way too when the broker dies.
 */
final class BrokerKill {
    private static final JobType<Integer> TYPE = JobType.of("ledger", Integer.class)
            .retrying(RetryPolicy.standard()
                    .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
                    .withMaxAttempts(100));
    private static final int PUBLISHERS = 2;
    private static final int JOBS_A_TICK = 10;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Plan plan;
    private final PrivateNode node;
    private final Ledger ledger;
    private final Topology topology = HandMade.ownNamespace(LaneName.DEFAULT);
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final List<CompletableFuture<?>> underWay = new ArrayList<>(); // guarded by itself
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final CompletableFuture<Void> loadEnded = new CompletableFuture<>();
    private volatile long firstConfirmNanos;
    private volatile long firstRunNanos;

    /**
     * What is to be done.
     *
     * @param kills how often the broker is killed
     * @param loadBetween how long it lives in between
     * @param ledger where the ledger is written; must not exist
     */
    record Plan(int kills, Duration loadBetween, Path ledger) {}

    /**
     * What came of it.
     *
     * @param check what the ledger shows
     * @param failedEnqueues how many enqueues failed and said so
     * @param recoveries from the open port to the first confirm and the first finished job, whichever is later
     * @param drain from the end of the load to the last confirmed job's end and empty queues; the limit if they never were
     * @param drained whether it ended in time
     */
    record Report(LedgerCheck check, long failedEnqueues, List<Duration> recoveries, Duration drain, boolean drained) {
        List<String> complaints() {
            List<String> all = new ArrayList<>(check.complaints());
            if (!drained) {
                all.add("the queues were not drained within " + DRAINED_WITHIN);
            }
            return all;
        }

        String figures() {
            List<Duration> sorted = recoveries.stream().sorted().toList();
            return "kills " + recoveries.size() + ", tried " + check.tried() + ", confirmed " + check.confirmed()
                    + ", failed enqueues " + failedEnqueues + ", ran " + check.ran() + ", lost "
                    + check.lost().size() + ", invented " + check.invented().size() + ", completed twice "
                    + check.repeated().size() + ", stray " + check.stray().size()
                    + ", recovery after the open port: median "
                    + sorted.get(sorted.size() / 2).toMillis() + " ms, longest "
                    + sorted.get(sorted.size() - 1).toMillis() + " ms, drained in " + drain.toMillis()
                    + " ms, complaints "
                    + complaints();
        }
    }

    private BrokerKill(Plan plan, PrivateNode node, Ledger ledger) {
        this.plan = plan;
        this.node = node;
        this.ledger = ledger;
    }

    static Report run(Plan plan) throws Exception {
        try (PrivateNode node = PrivateNode.start("kill")) {
            return new BrokerKill(plan, node, new Ledger(plan.ledger())).run();
        }
    }

    private Report run() throws Exception {
        RabbitBroker broker = RabbitBroker.at(node.uri().toString()).withHeartbeat(Duration.ofSeconds(2));
        ScheduledExecutorService load = Executors.newScheduledThreadPool(PUBLISHERS);
        List<Duration> recoveries = new ArrayList<>();
        Duration drain;
        try (ledger) {
            try (Worker worker = worker(broker);
                    Publisher publisher = publisher(broker)) {
                worker.awaitConsuming(Duration.ofSeconds(30));
                for (int i = 0; i < PUBLISHERS; i++) {
                    var unused = load.scheduleAtFixedRate(
                            () -> enqueueOrEnd(publisher), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
                }
                for (int i = 0; i < plan.kills(); i++) {
                    letTheLoadGoOn();
                    recoveries.add(killAndRestart());
                }
                long end = System.nanoTime();
                if (loadEnded.isDone()) {
                    loadEnded.get();
                }
                load.shutdown();
                if (!load.awaitTermination(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("an enqueue hangs");
                }
                boolean drained = isTrueWithin(
                        DRAINED_WITHIN,
                        () -> allEnqueuesEnded() && ran.containsAll(confirmed) && worker.inFlight() == 0);
                drain = drained ? Duration.ofNanos(System.nanoTime() - end) : DRAINED_WITHIN;
            }
            // What the worker had in hand came back when it stopped: unconfirmed copies at most, and nothing else may
            // lie about.
        } finally {
            load.shutdownNow();
        }
        return new Report(
                LedgerCheck.of(plan.ledger(), stray()),
                failed.get(),
                recoveries,
                drain,
                drain.compareTo(DRAINED_WITHIN) < 0);
    }

    private Worker worker(RabbitBroker broker) {
        return Worker.builder(broker)
                .topology(topology)
                .metrics(new SimpleMeterRegistry())
                .slots(8)
                .lease(Duration.ofMinutes(1)) // a machine under load must not look like a dead worker
                .run(TYPE, job -> {
                    if (job.payload() % 10 == 0 && job.attempt() == 1) {
                        throw new IOException("the first attempt of every tenth job fails");
                    }
                    String id = job.id().value();
                    ledger.noteNow(Ledger.Event.RAN, id);
                    ran.add(id);
                    if (firstRunNanos == 0) {
                        firstRunNanos = System.nanoTime();
                    }
                })
                .start();
    }

    private Publisher publisher(RabbitBroker broker) {
        return Publisher.builder(broker)
                .topology(topology)
                .metrics(new SimpleMeterRegistry())
                .settings(SenderSettings.STANDARD
                        .withRoomWithin(Duration.ofSeconds(5))
                        .withConfirmWithin(Duration.ofSeconds(10)))
                .start();
    }

    /** Returns after {@link Plan#loadBetween}; or at once, saying why, when a publisher has ended before it was told to. */
    private void letTheLoadGoOn() throws InterruptedException, ExecutionException {
        try {
            loadEnded.get(plan.loadBetween().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the load goes on, as it should
        }
    }

    private void enqueueOrEnd(Publisher publisher) {
        try {
            enqueueSome(publisher);
        } catch (RuntimeException | Error e) {
            loadEnded.completeExceptionally(e);
            throw e;
        }
    }

    private void enqueueSome(Publisher publisher) {
        for (int i = 0; i < JOBS_A_TICK; i++) {
            int number = (int) ids.incrementAndGet();
            String id = "job-" + number;
            ledger.note(Ledger.Event.TRIED, id);
            CompletableFuture<JobId> enqueued =
                    publisher.enqueue(NewJob.of(TYPE, number).withId(id));
            CompletableFuture<JobId> noted = enqueued.whenComplete((done, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                    return;
                }
                ledger.note(Ledger.Event.CONFIRMED, id);
                confirmed.add(id);
                if (firstConfirmNanos == 0) {
                    firstConfirmNanos = System.nanoTime();
                }
            });
            synchronized (underWay) {
                underWay.removeIf(CompletableFuture::isDone);
                underWay.add(noted);
            }
        }
    }

    private boolean allEnqueuesEnded() {
        synchronized (underWay) {
            return underWay.stream().allMatch(CompletableFuture::isDone);
        }
    }

    private Duration killAndRestart() throws Exception {
        node.kill();
        CompletableFuture<Void> restarted = CompletableFuture.runAsync(node::restart);
        await(Duration.ofMinutes(2), this::portIsOpen);
        firstConfirmNanos = 0;
        firstRunNanos = 0;
        long open = System.nanoTime();
        await(Duration.ofMinutes(1), () -> firstConfirmNanos != 0 && firstRunNanos != 0);
        Duration recovery = Duration.ofNanos(Math.max(firstConfirmNanos, firstRunNanos) - open);
        restarted.get(2, TimeUnit.MINUTES);
        return recovery;
    }

    private boolean portIsOpen() {
        URI uri = node.uri();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(Duration limit, Callable<Boolean> condition) {
        Awaitility.await().atMost(limit).pollInterval(POLL).until(condition);
    }

    private static boolean isTrueWithin(Duration limit, Callable<Boolean> condition) {
        try {
            await(limit, condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private List<String> stray() throws Exception {
        List<String> found = new ArrayList<>();
        try (HandMade queues = HandMade.existing(node.uri(), topology)) {
            found.addAll(queues.takeAll(topology.deadQueue(LaneName.DEFAULT)).keySet());
            found.addAll(queues.takeAll(topology.unroutedQueue()).keySet());
        }
        return found;
    }
}
