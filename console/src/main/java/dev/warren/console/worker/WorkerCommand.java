package dev.warren.console.worker;

import dev.warren.console.ExitCode;
import dev.warren.console.config.Key;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.connect.ProvidedJobs;
import dev.warren.console.connect.Stopping;
import dev.warren.console.output.Logs;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.JobProvider;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code warren worker}. */
@Command(
        name = "worker",
        description = {
            "Run jobs until SIGTERM or Ctrl-C; running ones may then go on for --stop-within, and the rest goes back.",
            "Starts also while the broker is away, and says so. Logs to stderr. Exit code 0 after a stop in order."
        })
public final class WorkerCommand implements Callable<Integer> {
    private static final Duration SHORTEST_STOP = Duration.ZERO;
    private static final Duration LONGEST_STOP = Duration.ofHours(1);

    /** What a stop takes beside the handlers' time: last settlements, and closing. */
    private static final Duration BESIDE_HANDLERS = Duration.ofSeconds(20);

    @Mixin
    final Common common = new Common(Key.Scope.WORKER);

    @Mixin
    final ProvidedJobs jobs = new ProvidedJobs();

    /** For picocli. */
    public WorkerCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Connections connections = common.connections();
        Topology topology = connections.topology();
        List<Pool> pools = Pools.of(connections.settings(), topology);
        Duration stopWithin = connections.settings().duration(Key.STOP_WITHIN, SHORTEST_STOP, LONGEST_STOP);
        RabbitBroker broker = connections.broker();
        List<JobProvider> providers = jobs.providers(common.world().directory());
        Logs.showWork();
        CountDownLatch told = new CountDownLatch(1);
        try (Stopping stopping = Stopping.by(told::countDown, stopWithin.plus(BESIDE_HANDLERS));
                IdempotencyStore store = connections.store()) {
            RunningWorkers workers = new RunningWorkers(broker, topology, store, providers, connections.settings());
            workers.runUntil(told, pools, stopWithin);
            stopping.endWith(ExitCode.DONE);
        }
        return ExitCode.DONE;
    }
}
