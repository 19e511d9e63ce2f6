package dev.warren.console.jobs;

import dev.warren.console.ExitCode;
import dev.warren.console.config.Key;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Output;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code warren status}. */
@Command(
        name = "status",
        description = {
            "Tell what the store knows of a job: where it is in its life, its attempt, times, last error and result.",
            "Exit code 1 when it is not known there."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final int MOST_OF_ONE_ID = 100;

    @Mixin
    final Common common = new Common();

    @Mixin
    final Which which = new Which();

    @Parameters(paramLabel = "ID", description = "the job id, as enqueueing answered it (the AMQP message_id)")
    JobId id = new JobId("-");

    /** What {@code --json} shows: several jobs when several types or tenants have used the id. */
    record Told(String id, boolean known, List<JobView> jobs) {}

    @Override
    public Integer call() {
        Connections connections = common.connections();
        String namespace = connections.topology().namespace();
        List<JobRecord> found;
        try (IdempotencyStore store = connections.existingStore()) {
            found = store.search(
                            which.within(namespace).id(id).most(MOST_OF_ONE_ID).build())
                    .jobs();
        }
        Told told = new Told(
                id.value(), !found.isEmpty(), found.stream().map(JobView::of).toList());
        common.output().answer(told, text -> tell(found, connections, text));
        return found.isEmpty() ? ExitCode.NO : ExitCode.DONE;
    }

    private void tell(List<JobRecord> found, Connections connections, Output.Text text) {
        if (found.isEmpty()) {
            String store = connections.settings().get(Key.STORE).shown().orElse("");
            tellUnknown(id, store, connections.topology().namespace(), text);
        }
        for (int i = 0; i < found.size(); i++) {
            if (i > 0) {
                text.line("");
            }
            Account.of(found.get(i), Instant.now()).tell(text);
        }
    }

    /** Why a job may not be known, the likeliest first. */
    static void tellUnknown(JobId id, String store, String namespace, Output.Text text) {
        text.line("job " + id + " is not known to the store " + store + " in the namespace " + namespace + ". Either");
        text.line(
                "- no worker has claimed it yet: it waits in its lane's queue, on the delay ladder, or among the unrouted");
        text.line("  messages ('warren lanes', 'warren unrouted list');");
        text.line(
                "- it ended and was forgotten: successes are kept for 24 h, other ends for 90 days, unless set otherwise;");
        text.line("- its worker uses another store or namespace (--store, --namespace), or keeps its store in memory;");
        text.line("- it is an alias: a job with the same idempotency key came first ('warren find --key KEY'); or");
        text.line("- it never was: the id is mistyped, or its producer did not wait for the confirm.");
    }
}
