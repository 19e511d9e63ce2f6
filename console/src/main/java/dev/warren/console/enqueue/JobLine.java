package dev.warren.console.enqueue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.console.config.Durations;
import dev.warren.console.config.Nearest;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job file: an object with a payload, and whatever else is to be said of the job.
 *
 * @param type the job type, unless the command line says it
 * @param payload the payload
 * @param fields the rest
 */
record JobLine(Optional<JobTypeName> type, JsonNode payload, JobFields fields) {
    private static final Set<String> NAMES = Set.of(
            "type",
            "payload",
            "lane",
            "delay",
            "due",
            "id",
            "key",
            "max_attempts",
            "expires",
            "tenant",
            "user",
            "correlation_id",
            "reply_to",
            "headers");

    /** Reads a line; throws IllegalArgumentException that says what is wrong with it. */
    static JobLine parse(byte[] line, Clock clock) {
        JsonNode root = Payload.read(line);
        if (!root.isObject()) {
            throw new IllegalArgumentException(
                    "it is no JSON object; a line looks like {\"type\":\"email.send\",\"payload\":{}}");
        }
        root.fieldNames().forEachRemaining(JobLine::requireKnown);
        JsonNode payload = root.get("payload");
        if (payload == null) {
            throw new IllegalArgumentException("it has no field 'payload'");
        }
        return new JobLine(text(root, "type").map(JobTypeName::new), payload, fields(root, clock));
    }

    private static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("it has an unknown field '" + name + "'." + Nearest.hint(name, NAMES));
        }
    }

    private static JobFields fields(JsonNode root, Clock clock) {
        return new JobFields(
                text(root, "lane").map(LaneName::new),
                text(root, "delay").map(Durations::parse),
                text(root, "due").map(text -> When.parse(text, clock)),
                text(root, "id"),
                text(root, "key"),
                number(root, "max_attempts"),
                text(root, "expires").map(text -> When.parse(text, clock)),
                text(root, "tenant"),
                text(root, "user"),
                text(root, "correlation_id"),
                text(root, "reply_to"),
                headers(root.get("headers")));
    }

    private static Optional<String> text(JsonNode root, String name) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("its field '" + name + "' must be a text");
        }
        return Optional.of(value.asText());
    }

    private static Optional<Integer> number(JsonNode root, String name) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("its field '" + name + "' must be a whole number");
        }
        return Optional.of(value.intValue());
    }

    private static Map<String, Object> headers(@Nullable JsonNode value) {
        Map<String, Object> headers = new HashMap<>();
        if (value != null && !value.isNull()) {
            if (!value.isObject()) {
                throw new IllegalArgumentException("its field 'headers' must be an object of texts and numbers");
            }
            value.properties()
                    .forEach(header -> headers.put(header.getKey(), scalar(header.getKey(), header.getValue())));
        }
        return headers;
    }

    private static Object scalar(String name, JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        throw new IllegalArgumentException(
                "the header '" + name + "' must be a text, a whole number of 64 bits, or true or false");
    }
}
