package dev.warren.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson 2, with bounds on size and depth, exact integers, and no types named in the data: what class a payload becomes is
 * the job type's choice alone.
 */
public final class JacksonCodec implements PayloadCodec {
    private final ObjectMapper mapper;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    private JacksonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** A codec that keeps to {@code limits}. */
    public static JacksonCodec within(WireLimits limits) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxDocumentLength(limits.maxBodyBytes())
                        .maxStringLength(limits.maxBodyBytes())
                        .build())
                .build();
        return new JacksonCodec(JsonMapper.builder(factory)
                .addModules(new JavaTimeModule(), new Jdk8Module())
                .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build());
    }

    @Override
    public <P> P read(byte[] json, Class<P> payloadClass) throws MalformedMessage {
        P payload = parse(json, payloadClass);
        if (payload == null) {
            throw new MalformedMessage("the payload is null; a " + payloadClass.getSimpleName() + " is expected");
        }
        return payload;
    }

    private <P> @Nullable P parse(byte[] json, Class<P> payloadClass) throws MalformedMessage {
        if (json.length == 0) {
            throw new MalformedMessage("the body is not JSON: it is empty");
        }
        try {
            return readers.computeIfAbsent(payloadClass, mapper::readerFor).readValue(json);
        } catch (JsonMappingException e) {
            throw new MalformedMessage(unreadable(e, payloadClass));
        } catch (JsonProcessingException e) {
            throw new MalformedMessage(notJson(e));
        } catch (IOException e) {
            throw new MalformedMessage("the body is not JSON in UTF-8");
        }
    }

    @Override
    public BodyEnvelope readEnvelope(byte[] json) throws MalformedMessage {
        JsonNode root = tree(json);
        if (root == null || !root.isObject()) {
            throw new MalformedMessage(
                    "there is no property `type`, and the body is no envelope: it must be a JSON object with"
                            + " the fields `type` and `data`");
        }
        JsonNode data = root.get("data");
        return new BodyEnvelope(
                text(root, "id"),
                text(root, "type"),
                text(root, "tenantId"),
                text(root, "userId"),
                text(root, "timestamp"),
                write(data));
    }

    private @Nullable JsonNode tree(byte[] json) throws MalformedMessage {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedMessage(notJson(e));
        } catch (IOException e) {
            throw new MalformedMessage("the body is not JSON in UTF-8");
        }
    }

    private static Optional<String> text(JsonNode root, String field) throws MalformedMessage {
        JsonNode value = root.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new MalformedMessage("the envelope's field `" + field + "` must be a text or a whole number");
        }
        return Optional.of(value.asText());
    }

    @Override
    public byte[] write(@Nullable Object payload) {
        try {
            return mapper.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            String type = payload == null ? "null" : payload.getClass().getName();
            throw new IllegalArgumentException("a payload of " + type + " can't be written as JSON", e);
        }
    }

    // Jackson's own messages quote the data, which must not reach logs; so only places and types are said.

    /** What the parser says inside a field comes wrapped, as if the field alone were wrong. */
    private static String unreadable(JsonMappingException e, Class<?> payloadClass) {
        boolean aboutTheText = e.getCause() instanceof StreamConstraintsException
                || (e.getCause() instanceof StreamReadException && !(e.getCause() instanceof InputCoercionException));
        return aboutTheText && e.getCause() instanceof JsonProcessingException parsing
                ? notJson(parsing)
                : "the payload does not fit " + payloadClass.getSimpleName() + ": " + misfit(e);
    }

    private static String notJson(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "the body breaks a limit on JSON (size, depth, or length of a name, number or text)"
                    + at(e.getLocation());
        }
        return "the body is not JSON" + at(e.getLocation());
    }

    private static String misfit(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining("."));
        String field = path.isEmpty() ? "it" : "the field `" + path + "`";
        return field + " can't be read as " + wanted(e) + at(e.getLocation());
    }

    private static String wanted(JsonMappingException e) {
        Class<?> target = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (e.getCause() instanceof InputCoercionException overflow) {
            target = overflow.getTargetType();
        }
        return target == null ? "what the class wants" : target.getSimpleName();
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 0
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
