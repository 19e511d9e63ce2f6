package dev.warren.console.enqueue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code warren enqueue}. */
@Command(
        name = "enqueue",
        description = {
            "Enqueue a job for each JSON given, or for each line of a file, and answer the ids once the broker has confirmed them.",
            "Where --store names the workers' store, the jobs are known there at once.",
            "A file holds a JSON object per line with the fields type, payload, and as needed lane, delay, due, id, key,"
                    + " max_attempts, expires, tenant, user, correlation_id, reply_to and headers. After a break the same command goes on where"
                    + " it was."
        })
public final class EnqueueCommand implements Callable<Integer> {
    private static final Duration FILE_PATIENCE = Duration.ofSeconds(30);

    @Mixin
    final Common common = new Common();

    @Mixin
    final JobOptions options = new JobOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE", description = "the job type, such as email.send")
    @Nullable
    JobTypeName type;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "JSON",
            description = "the payload; - reads it from stdin, @FILE from a file")
    List<String> payloads = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "enqueue each line of this file")
    @Nullable
    Path file;

    @Mixin
    final FileOptions fileOptions = new FileOptions();

    /** What {@code --json} shows. */
    record Answer(List<String> ids) {}

    /** For picocli. */
    public EnqueueCommand() {}

    @Override
    public Integer call() throws IOException {
        Clock clock = Clock.systemUTC();
        JobFields fields = usage("the options: ", () -> options.fields(clock));
        if (file != null) {
            requireNoPayload();
            return new EnqueueFile(common, common.world().directory().resolve(file), fileOptions, clock)
                    .run(Optional.ofNullable(type), fields);
        }
        List<NewJob<JsonNode>> jobs = jobs(fields);
        List<String> ids = enqueue(jobs);
        common.output().answer(new Answer(ids), text -> ids.forEach(text::line));
        return ExitCode.DONE;
    }

    private void requireNoPayload() {
        if (!payloads.isEmpty()) {
            throw new UsageError("both --file and a payload are given: leave one out");
        }
    }

    private List<NewJob<JsonNode>> jobs(JobFields fields) throws IOException {
        JobTypeName given = type;
        if (given == null || payloads.isEmpty()) {
            throw new UsageError(
                    "a job needs a type and a payload, such as: warren enqueue email.send '{\"orderId\":4711}'");
        }
        if (payloads.size() > 1 && (fields.id().isPresent() || fields.key().isPresent())) {
            throw new UsageError("--id and --key are for one job, and " + payloads.size() + " payloads are given");
        }
        List<NewJob<JsonNode>> jobs = new ArrayList<>();
        for (String argument : payloads) {
            byte[] json = bytes(argument);
            JsonNode payload = usage("the payload " + name(argument) + ": ", () -> Payload.read(json));
            jobs.add(usage("the job: ", () -> fields.job(given, payload)));
        }
        return jobs;
    }

    private static String name(String argument) {
        return argument.equals("-") ? "on stdin" : argument.startsWith("@") ? argument.substring(1) : "given";
    }

    private byte[] bytes(String argument) throws IOException {
        if (argument.equals("-")) {
            return common.world().in().readAllBytes();
        }
        if (argument.startsWith("@")) {
            Path source = common.world().directory().resolve(argument.substring(1));
            if (!Files.isReadable(source)) {
                throw new UsageError("the payload's file " + source + " can't be read");
            }
            return Files.readAllBytes(source);
        }
        return argument.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> enqueue(List<NewJob<JsonNode>> jobs) {
        Connections connections = common.connections();
        Topology topology = connections.topology();
        RabbitBroker broker = connections.brokerWith(
                topology, jobs.stream().map(NewJob::lane).distinct().toList());
        SenderSettings patience =
                SenderSettings.STANDARD.withRoomWithin(connections.timeout()).withConfirmWithin(connections.timeout());
        try (KnownTo store = KnownTo.named(connections, common.output());
                Publisher publisher = store.with(
                                Publisher.builder(broker).topology(topology).settings(patience))
                        .start()) {
            List<CompletableFuture<JobId>> sent = new ArrayList<>();
            for (NewJob<JsonNode> job : jobs) {
                sent.add(usage("the job: ", () -> publisher.enqueue(job)));
            }
            return sent.stream().map(EnqueueCommand::confirmed).toList();
        }
    }

    private static String confirmed(CompletableFuture<JobId> sent) {
        try {
            return sent.join().value();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    static SenderSettings filePatience() {
        return SenderSettings.STANDARD.withRoomWithin(FILE_PATIENCE).withConfirmWithin(FILE_PATIENCE);
    }

    private interface Reading<T> {
        T read();
    }

    /** What a library's check says is the user's mistake here. */
    private static <T> T usage(String where, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new UsageError(where + e.getMessage());
        }
    }
}
