package dev.warren.chaos.load;

import dev.warren.broker.Broker;
import dev.warren.chaos.ledger.Ledger;
import dev.warren.consume.Worker;
import dev.warren.consume.WorkerBuilder;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.stores.outbox.Outbox;
import dev.warren.stores.outbox.OutboxRelay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A JVM with one worker, and a relay where there is an outbox. Says when it works, and ends with its standard input, which says what its clock shows. */
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
        Optional<OutboxRelay> relay = relay(plan, broker, clock);
        WorkerBuilder builder = Worker.builder(broker)
                .topology(Plan.topology())
                .metrics(new SimpleMeterRegistry())
                .clock(clock)
                .store(store)
                .lease(plan.lease())
                .slots(plan.slots());
        new Handlers(ledger).register(builder, relay.isPresent());
        Worker worker = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close();
            relay.ifPresent(OutboxRelay::close);
            store.close();
            ledger.close();
        }));
        worker.awaitConsuming(READY_WITHIN);
        says.println(READY);
        says.flush();
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                clock.obeys(line);
            }
        }
        Runtime.getRuntime().halt(1);
    }

    private static Optional<OutboxRelay> relay(Plan plan, Broker broker, Clock clock) {
        return plan.place()
                .database()
                .map(source -> OutboxRelay.builder(broker, outbox(plan.place(), clock), source)
                        .metrics(new SimpleMeterRegistry())
                        .start());
    }

    static Outbox outbox(Place place, Clock clock) {
        return Outbox.builder(place.outbox())
                .topology(Plan.topology())
                .clock(clock)
                .build();
    }
}
