package dev.warren.console.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.warren.job.JobType;

/**
 * JSON Schema (draft 2020-12) of payloads: what a producer may send, so that {@link dev.warren.wire.JacksonCodec} reads it into the job
 * type's class. Safe for use by several threads.
 *
 * <ul>
 *   <li>A field is required, and not null, when it is a primitive of a record, or a reference without {@code @Nullable} in null-marked
 *       code. An {@code Optional} never is. The codec lets the references pass, the class's own code may not.
 *   <li>Whole numbers have the bounds of their class. Fields nobody knows are allowed: a worker ignores them.
 *   <li>Times are ISO-8601 texts; a {@code Duration} is a number of seconds, which Warren writes, or ISO-8601.
 *   <li>What a class's constructor refuses beyond that is not said.
 * </ul>
 */
public final class PayloadSchemas {
    private PayloadSchemas() {}

    /** The schema of a job type's payload, as an indented JSON document. */
    public static String of(JobType<?> type) {
        ObjectNode schema = Generators.of(SchemaVersion.DRAFT_2020_12).generateSchema(type.payloadClass());
        schema.put("title", type.name().value());
        return schema.toPrettyString();
    }
}
