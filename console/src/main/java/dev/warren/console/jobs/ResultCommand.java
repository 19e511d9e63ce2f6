package dev.warren.console.jobs;

import dev.warren.client.JobClient;
import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Output;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.JobId;
import dev.warren.outcome.LeftOut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code warren result}. */
@Command(
        name = "result",
        description = {
            "Wait for a job's end and print what its handler answered, as JSON; null when it answered nothing.",
            "Exit code 1 when there is no result: the job is dead, cancelled or expired, its result was left out, or it has",
            "not ended in time."
        })
public final class ResultCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Which which = new Which();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "how long to wait for its end; 0s only looks (default: 30s)")
    Duration wait = Duration.ofSeconds(30);

    @Parameters(paramLabel = "ID", description = "the job id, as enqueueing answered it (the AMQP message_id)")
    JobId id = new JobId("-");

    /** What {@code --json} shows. */
    record Told(String id, boolean ended, Optional<JobView> job) {}

    @Override
    public Integer call() throws InterruptedException {
        Connections connections = common.connections();
        try (IdempotencyStore store = connections.existingStore();
                JobClient client = JobClient.builder(store)
                        .topology(connections.topology())
                        .build()) {
            return tell(awaitEnd(store, client, connections.topology().namespace()));
        } catch (TimeoutException e) {
            common.output().answer(new Told(id.value(), false, Optional.empty()), text -> {});
            common.output().note(String.valueOf(e.getMessage()));
            return ExitCode.NO;
        }
    }

    private JobRecord awaitEnd(IdempotencyStore store, JobClient client, String namespace)
            throws InterruptedException, TimeoutException {
        List<JobRecord> found =
                store.search(which.within(namespace).id(id).most(2).build()).jobs();
        return switch (found.size()) {
            case 0 -> client.awaitEnd(id, wait);
            case 1 -> client.awaitEnd(found.get(0).key(), wait);
            default ->
                throw new UsageError("several jobs have the id " + id
                        + ": say which with --type or --tenant; 'warren status " + id + "' lists them");
        };
    }

    private int tell(JobRecord ended) {
        Output output = common.output();
        Optional<String> leftOut = ended.resultJson().flatMap(LeftOut::sentence);
        boolean has = ended.status() == JobStatus.SUCCEEDED && leftOut.isEmpty();
        output.answer(new Told(id.value(), true, Optional.of(JobView.of(ended))), text -> {
            if (has) {
                text.line(ended.resultJson().orElse("null"));
            }
        });
        if (!has) {
            output.note(leftOut.map(why -> "the result of job " + id + " was not kept: " + why)
                    .orElseGet(() -> "job " + id + " has no result: " + Words.meaning(ended)
                            + ended.error()
                                    .map(error -> ". " + error.type() + ": " + error.message())
                                    .orElse("")));
        }
        return has ? ExitCode.DONE : ExitCode.NO;
    }
}
