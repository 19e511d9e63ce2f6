package dev.warren.chaos.load;

import dev.warren.broker.Broker;
import dev.warren.chaos.ledger.Ledger;
import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.idempotency.IdempotencyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** A JVM with one worker. Says when it works, and ends with its standard input, which says what its clock shows. */
public final class WorkerProcess {
    /** What a process says on its standard output when it is at work. */
    public static final String READY = "ready";

    private static final Duration READY_WITHIN = Duration.ofMinutes(2); // the broker may be away for as long

    private WorkerProcess() {}

    /** {@code FOLDER NAME}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream says = System.out;
        System.setOut(System.err);
        Plan plan = Plan.load(Path.of(arguments[0]));
        Ledger ledger = Ledger.open(plan.folder(), arguments[1]);
        JumpingClock clock = new JumpingClock();
        Broker broker = plan.broker();
        IdempotencyStore store = plan.store();
        WorkerBuilder builder = Worker.builder(broker)
                .topology(Plan.topology())
                .metrics(new SimpleMeterRegistry())
                .clock(clock)
                .store(store)
                .lease(plan.lease())
                .slots(plan.slots());
        new Handlers(ledger).register(builder, plan.place().database().isPresent());
        Worker worker = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close();
            store.close();
            ledger.close();
        }));
        worker.awaitConsuming(READY_WITHIN);
        says.println(READY);
        says.flush();
        clock.obeyUntilTheEnd(System.in);
        Runtime.getRuntime().halt(1);
    }
}
