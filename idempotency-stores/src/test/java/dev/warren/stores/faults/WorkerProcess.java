package dev.warren.stores.faults;

import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A JVM with one worker that runs every {@link Kind} of job and writes the ledger. Says {@link #READY} on its standard output when it
 * consumes, logs to its standard error, and reads {@link CrashPoint}s to be armed from its standard input, at whose end it ends too.
 */
final class WorkerProcess {
    static final String READY = "ready";

    private static final int SLOTS = 4;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2); // so that a pause is a lost connection too

    private final SharedLedger ledger;
    private final AtomicLong runs = new AtomicLong();

    private WorkerProcess(SharedLedger ledger) {
        this.ledger = ledger;
    }

    /** {@code URI NAMESPACE PLACE LEDGER LEASE-MILLIS}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream says = System.out;
        System.setOut(System.err);
        SharedLedger ledger = new SharedLedger(Path.of(arguments[3]));
        Detonator detonator = new Detonator(ledger);
        IdempotencyStore store = Places.open(arguments[2]);
        WorkerBuilder builder = Worker.builder(
                        new CrashingBroker(RabbitBroker.at(arguments[0]).withHeartbeat(HEARTBEAT), detonator))
                .topology(topology(arguments[1]))
                .metrics(new SimpleMeterRegistry())
                .store(new CrashingStore(store, ledger, detonator))
                .lease(Duration.ofMillis(Long.parseLong(arguments[4])))
                .slots(SLOTS);
        WorkerProcess process = new WorkerProcess(ledger);
        for (Kind kind : Kind.values()) {
            builder.handle(kind.type(), job -> process.run(kind, job));
        }
        Worker worker = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker, ledger)));
        worker.awaitConsuming(Duration.ofSeconds(30));
        says.println(READY);
        says.flush();
        obey(detonator);
    }

    private static Topology topology(String namespace) {
        return Topology.builder()
                .namespace(namespace)
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .build();
    }

    /** As {@link Worker#stopOnShutdown} does, and tells when it is done. */
    private static void stop(Worker worker, SharedLedger ledger) {
        worker.close();
        ledger.note(Entry.Event.HANDED_BACK, ProcessHandle.current().pid(), Entry.NONE);
    }

    private static void obey(Detonator detonator) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order;
        while ((order = orders.readLine()) != null) {
            detonator.arm(CrashPoint.valueOf(order));
        }
        Runtime.getRuntime().halt(1); // whoever started it is gone
    }

    private JobResult run(Kind kind, Job<Long> job) throws Exception {
        long run = runs.incrementAndGet();
        String id = job.id().value();
        ledger.note(Entry.Event.START, id, job.attempt(), run, Entry.NONE);
        String end = "threw";
        try {
            JobResult result = kind.run(job);
            end = result instanceof JobResult.Snoozed ? "snoozed" : Entry.OK;
            return result;
        } finally {
            ledger.note(Entry.Event.END, id, job.attempt(), run, end);
        }
    }
}
