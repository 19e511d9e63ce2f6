package dev.warren.chaos.load;

import dev.warren.stores.outbox.Outbox;
import dev.warren.stores.outbox.OutboxRelay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/** A JVM with a relay of the outbox. Says when it works, and obeys as a {@link WorkerProcess} does. */
public final class RelayProcess {
    private RelayProcess() {}

    /** {@code FOLDER}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream says = System.out;
        System.setOut(System.err);
        Plan plan = Plan.load(Path.of(arguments[0]));
        JumpingClock clock = new JumpingClock();
        OutboxRelay relay = OutboxRelay.builder(
                        plan.broker(),
                        outbox(plan.place(), clock),
                        plan.place().database().orElseThrow())
                .metrics(new SimpleMeterRegistry())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
        says.println(WorkerProcess.READY);
        says.flush();
        clock.obeyUntilTheEnd(System.in);
        Runtime.getRuntime().halt(1);
    }

    static Outbox outbox(Place place, Clock clock) {
        return Outbox.builder(place.outbox())
                .topology(Plan.topology())
                .clock(clock)
                .build();
    }
}
