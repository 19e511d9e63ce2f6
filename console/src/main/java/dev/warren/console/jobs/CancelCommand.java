package dev.warren.console.jobs;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Output;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code warren cancel}. */
@Command(
        name = "cancel",
        description = {
            "Cancel jobs. One that waits will not run; the handler of one that runs is interrupted, and its end changes",
            "nothing. Exit code 1 when one of them was not cancelled."
        })
public final class CancelCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Which which = new Which();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "cancel the job of this idempotency key and --type, whether a worker has seen it yet or not")
    @Nullable
    String key;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "ids of jobs that the store knows")
    List<JobId> ids = List.of();

    /** What {@code --json} shows. */
    record Told(boolean all, List<Cancelled> jobs) {}

    @Override
    public Integer call() {
        Connections connections = common.connections();
        Optional<JobKey> unseen = unseen(connections.topology().namespace());
        if (ids.isEmpty() == unseen.isEmpty()) {
            throw new UsageError("name the jobs to cancel: either their ids, or --type and --key of one");
        }
        List<Cancelled> jobs = new ArrayList<>();
        try (IdempotencyStore store = connections.existingStore();
                Telling telling = new Telling(store, connections)) {
            unseen.ifPresent(it -> jobs.add(Cancelled.unseen(telling, it)));
            for (JobId id : ids) {
                jobs.add(cancel(telling, connections.topology().namespace(), id));
            }
        }
        Told told = new Told(jobs.stream().allMatch(Cancelled::isDone), List.copyOf(jobs));
        common.output().answer(told, text -> tell(told, text));
        return told.all() ? ExitCode.DONE : ExitCode.NO;
    }

    private Optional<JobKey> unseen(String namespace) {
        if (key == null) {
            return Optional.empty();
        }
        if (which.type == null) {
            throw new UsageError("--key needs --type: a key belongs to a job type");
        }
        return Optional.of(new JobKey(namespace, which.tenant == null ? "" : which.tenant, which.type, key));
    }

    private Cancelled cancel(Telling telling, String namespace, JobId id) {
        List<JobRecord> found = telling.store()
                .search(which.within(namespace).id(id).most(2).build())
                .jobs();
        return switch (found.size()) {
            case 0 -> Cancelled.unknown(id);
            case 1 -> Cancelled.known(telling, found.get(0));
            default -> Cancelled.ambiguous(id);
        };
    }

    private static void tell(Told told, Output.Text text) {
        told.jobs().forEach(job -> text.line(job.colour(), job.answer().replace('_', ' ') + ":", job.sentence()));
    }
}
