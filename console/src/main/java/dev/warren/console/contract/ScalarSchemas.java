package dev.warren.console.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.WireLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The schemas of classes that are one value in JSON, and of those whose JSON is not in their fields. */
final class ScalarSchemas {
    private static final String ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String ISO_TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?";
    private static final String ISO_OFFSET = "(Z|[+-][0-9]{2}:[0-9]{2})";
    private static final String ISO_DURATION =
            "^[+-]?P(?=[0-9T+-])([+-]?[0-9]{1,12}D)?(T(?=[0-9+-])([+-]?[0-9]{1,12}H)?([+-]?[0-9]{1,12}M)?([+-]?[0-9]{1,12}([.][0-9]{1,9})?S)?)?$";
    private static final String HEX_UUID =
            "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

    private static final String BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);

    private final Map<Class<?>, ObjectNode> byClass = new HashMap<>();

    ScalarSchemas() {
        numbers();
        times();
        texts();
        byClass.put(Object.class, MAPPER.createObjectNode());
    }

    private void numbers() {
        whole(Byte.MIN_VALUE, Byte.MAX_VALUE, byte.class, Byte.class);
        whole(Short.MIN_VALUE, Short.MAX_VALUE, short.class, Short.class);
        whole(Integer.MIN_VALUE, Integer.MAX_VALUE, int.class, Integer.class);
        whole(Long.MIN_VALUE, Long.MAX_VALUE, long.class, Long.class);
        put(of("integer"), BigInteger.class);
        put(of("number"), float.class, Float.class, double.class, Double.class, BigDecimal.class);
        put(of("boolean"), boolean.class, Boolean.class);
        put(orNull(bounded(Integer.MIN_VALUE, Integer.MAX_VALUE)), OptionalInt.class);
        put(orNull(bounded(Long.MIN_VALUE, Long.MAX_VALUE)), OptionalLong.class);
        put(orNull(of("number")), OptionalDouble.class);
    }

    private void times() {
        put(
                of("string").put("format", "date-time"),
                Instant.class,
                OffsetDateTime.class,
                ZonedDateTime.class,
                Date.class);
        put(of("string").put("format", "date"), LocalDate.class);
        put(pattern("^" + ISO_DATE + "T" + ISO_TIME + "$"), LocalDateTime.class);
        put(pattern("^" + ISO_TIME + "$"), LocalTime.class);
        put(pattern("^" + ISO_TIME + ISO_OFFSET + "$"), OffsetTime.class);
        put(pattern("^[0-9]{4}-(0[1-9]|1[0-2])$"), YearMonth.class);
        put(pattern("^[0-9]{4}$"), Year.class);
        put(duration(), Duration.class);
    }

    private void texts() {
        put(
                of("string"),
                String.class,
                CharSequence.class,
                Period.class,
                ZoneId.class,
                ZoneOffset.class,
                TimeZone.class);
        put(of("string"), Locale.class, Currency.class);
        put(of("string").put("minLength", 1).put("maxLength", 1), char.class, Character.class);
        put(pattern(HEX_UUID).put("format", "uuid"), UUID.class);
        put(of("string").put("format", "uri-reference"), URI.class);
        put(of("string").put("format", "uri"), URL.class);
        put(pattern(BASE64).put("contentEncoding", "base64"), byte[].class);
    }

    /** The schema of this class; empty when its fields or elements say what it is. */
    Optional<ObjectNode> of(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(constants(type));
        }
        ObjectNode schema = JsonNode.class.isAssignableFrom(type) ? MAPPER.createObjectNode() : byClass.get(type);
        return Optional.ofNullable(schema).map(ObjectNode::deepCopy);
    }

    /** As the codec writes them, whatever the class's annotations say. */
    private static ObjectNode constants(Class<?> type) {
        ArrayNode written = MAPPER.createArrayNode();
        for (Object constant : type.getEnumConstants()) {
            written.add(asJson(constant));
        }
        return MAPPER.createObjectNode().set("enum", written);
    }

    private static JsonNode asJson(@Nullable Object value) {
        try {
            return MAPPER.readTree(CODEC.write(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the codec writes JSON
        }
    }

    private void whole(long least, long most, Class<?>... types) {
        put(bounded(least, most), types);
    }

    private void put(ObjectNode schema, Class<?>... types) {
        for (Class<?> type : types) {
            byClass.put(type, schema);
        }
    }

    private static ObjectNode of(String jsonType) {
        return MAPPER.createObjectNode().put("type", jsonType);
    }

    private static ObjectNode bounded(long least, long most) {
        return of("integer").put("minimum", least).put("maximum", most);
    }

    private static ObjectNode pattern(String pattern) {
        return of("string").put("pattern", pattern);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        String type = schema.get("type").asText();
        schema.putArray("type").add(type).add("null");
        return schema;
    }

    private static ObjectNode duration() {
        ObjectNode either = MAPPER.createObjectNode();
        either.put("description", "seconds, or ISO-8601 such as PT1H30M");
        ObjectNode seconds = of("number").put("minimum", Long.MIN_VALUE).put("maximum", Long.MAX_VALUE);
        either.putArray("anyOf").add(seconds).add(pattern(ISO_DURATION));
        return either;
    }
}
