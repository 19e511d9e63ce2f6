package dev.warren.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Map;
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
                .streamReadConstraints(JacksonLimits.within(limits))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(
                        JsonFactory.Feature
                                .INTERN_FIELD_NAMES) // the JVM's table of texts is no place for anybody's names
                .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-8, whatever it looks like
                .build();
        return new JacksonCodec(JsonMapper.builder(factory)
                .addModules(new JavaTimeModule(), new Jdk8Module())
                .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
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
        Utf8.require(json);
        try {
            return readers.computeIfAbsent(payloadClass, mapper::readerFor).readValue(json);
        } catch (JsonMappingException e) {
            throw new MalformedMessage(unreadable(e, payloadClass));
        } catch (JsonProcessingException e) {
            throw new MalformedMessage(notJson(e));
        } catch (IOException e) {
            throw new MalformedMessage("the body is not JSON in UTF-8");
        } catch (RuntimeException e) {
            // Of the class's own code, or Jackson's on a number that no decimal holds (1e10000000000, 2.22).
            throw new MalformedMessage("the payload can't be made into a " + payloadClass.getSimpleName() + ": "
                    + e.getClass().getSimpleName());
        }
    }

    @Override
    public byte[] canonical(byte[] json) throws MalformedMessage {
        JsonNode tree = parse(json, JsonNode.class);
        try {
            return JacksonCanonical.of(tree == null ? NullNode.getInstance() : tree);
        } catch (ArithmeticException e) { // 100e2147483647: without its zeros no decimal holds it
            throw new MalformedMessage("a number's exponent is too large to be compared");
        }
    }

    @Override
    public BodyEnvelope readEnvelope(byte[] json) throws MalformedMessage {
        Utf8.require(json);
        try (JsonParser parser = mapper.createParser(json)) {
            return new JacksonEnvelope(json, parser)
                    .read()
                    .orElseThrow(() -> new MalformedMessage(
                            "there is no property `type`, and the body is no envelope: it must be a JSON object with"
                                    + " the fields `type` and `data`"));
        } catch (JsonProcessingException e) {
            throw new MalformedMessage(notJson(e));
        } catch (IOException e) {
            throw new MalformedMessage("the body is not JSON in UTF-8");
        }
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
        if (e instanceof StreamConstraintsException broken) {
            return JacksonLimits.sentence(broken) + at(e.getLocation());
        }
        boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
        return (twice ? "the body is not clear: a field stands twice in one object" : "the body is not JSON")
                + at(e.getLocation());
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
