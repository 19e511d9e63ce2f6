package dev.warren.console.schema;

import dev.warren.console.ExitCode;
import dev.warren.console.config.Nearest;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.ProvidedJobs;
import dev.warren.console.contract.AsyncApiDocument;
import dev.warren.console.contract.PayloadSchemas;
import dev.warren.job.JobProviders;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code warren schema}. */
@Command(
        name = "schema",
        description = {
            "Write the contract with producers: the JSON Schema of each job type's payload, or one AsyncAPI 3 document of",
            "all. The job types are those of the providers on the class path. Asks no broker."
        })
public final class SchemaCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final ProvidedJobs jobs = new ProvidedJobs();

    @Option(names = "--type", paramLabel = "TYPE", description = "only this job type; may be given more than once")
    List<JobTypeName> wanted = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "json-schema (the default) or asyncapi")
    String format = JSON_SCHEMA;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "write files into this directory instead of to stdout: TYPE.schema.json, or asyncapi.json")
    @Nullable
    Path out;

    @Option(names = "--title", paramLabel = "TEXT", description = "the application's name in an AsyncAPI document")
    String title = "Jobs";

    @Option(names = "--api-version", paramLabel = "VERSION", description = "the application's version there")
    String version = "1.0.0";

    private static final String JSON_SCHEMA = "json-schema";
    private static final String ASYNCAPI = "asyncapi";

    @Override
    public Integer call() {
        Map<String, String> files = files();
        if (out != null) {
            write(common.world().directory().resolve(out), files);
        } else {
            common.output().raw(joined(files) + "\n");
        }
        return ExitCode.DONE;
    }

    /** Job types, or the document's name, with what is to be written. */
    private Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        switch (format) {
            case JSON_SCHEMA -> types().forEach(type -> files.put(type.name().value(), PayloadSchemas.of(type)));
            case ASYNCAPI -> files.put(ASYNCAPI, document());
            default ->
                throw new UsageError("--format is '" + format + "'; it must be " + JSON_SCHEMA + " or " + ASYNCAPI);
        }
        return files;
    }

    private String document() {
        try {
            return AsyncApiDocument.of(common.connections().topology(), types(), title, version);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage() + "; name the lanes with --lanes");
        }
    }

    private List<JobType<?>> types() {
        List<JobType<?>> all = all();
        List<String> names = all.stream().map(type -> type.name().value()).toList();
        for (JobTypeName name : wanted) {
            if (!names.contains(name.value())) {
                throw new UsageError("--type: no provider has the job type '" + name + "'."
                        + Nearest.hint(name.value(), names) + " There are: " + String.join(", ", names));
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(type -> wanted.contains(type.name())).toList();
    }

    private List<JobType<?>> all() {
        try {
            return JobProviders.types(jobs.providers(common.world().directory()));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
    }

    /** One document: that of the only one, or an object with one field for each job type. */
    private static String joined(Map<String, String> files) {
        if (files.size() == 1) {
            return files.values().iterator().next();
        }
        StringJoiner joined = new StringJoiner(",\n", "{\n", "\n}");
        files.forEach(
                (name, json) -> joined.add("\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" : " + json));
        return joined.toString();
    }

    private void write(Path directory, Map<String, String> files) {
        for (Map.Entry<String, String> file : files.entrySet()) {
            String name = file.getKey().replaceAll("[^\\p{L}\\p{N}._-]", "_");
            Path target = directory.resolve(name + (format.equals(ASYNCAPI) ? ".json" : ".schema.json"));
            try {
                Files.createDirectories(directory);
                Files.writeString(target, file.getValue() + "\n");
            } catch (IOException e) {
                throw new UsageError("can't write " + target + " ("
                        + e.getClass().getSimpleName() + "): its directory must allow it");
            }
            common.output().note("written to " + target);
        }
    }
}
