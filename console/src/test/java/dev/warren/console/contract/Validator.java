package dev.warren.console.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** An independent validator: another library, by other people, than the one that writes the schemas. */
final class Validator {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonSchema schema;

    private Validator(JsonSchema schema) {
        this.schema = schema;
    }

    static Validator of(String schema, SpecVersion.VersionFlag version) {
        SchemaValidatorsConfig strict =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return new Validator(JsonSchemaFactory.getInstance(version).getSchema(tree(schema), strict));
    }

    /** What is wrong with a document, in the validator's words; empty when nothing is. */
    List<String> complaints(byte[] json) {
        return complaints(tree(new String(json, java.nio.charset.StandardCharsets.UTF_8)));
    }

    List<String> complaints(JsonNode json) {
        return schema.validate(json).stream().map(ValidationMessage::toString).toList();
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
