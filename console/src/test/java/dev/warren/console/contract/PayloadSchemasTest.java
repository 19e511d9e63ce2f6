package dev.warren.console.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecVersion;
import dev.warren.job.JobType;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadSchemasTest {
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);
    private static final int CASES = 300;

    private static Validator validator(Class<?> type) {
        return Validator.of(PayloadSchemas.of(JobType.of("t", type)), SpecVersion.VersionFlag.V202012);
    }

    static Stream<Class<? extends Record>> classes() {
        return Samples.CLASSES.stream();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void whateverTheCodecWritesIsValid(Class<? extends Record> type) throws MalformedMessage {
        Validator validator = validator(type);
        Samples samples = new Samples(20_261_122);
        for (int i = 0; i < CASES; i++) {
            byte[] json = CODEC.write(samples.of(type));
            assertThat(validator.complaints(json))
                    .as("case %s: %s", i, new String(json, StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(CODEC.read(json, type)).isNotNull();
        }
    }

    /** What every schema says holds for the codec too: a payload that it calls valid is read. */
    @ParameterizedTest
    @MethodSource("classes")
    void whateverIsValidTheCodecReads(Class<? extends Record> type) {
        Validator validator = validator(type);
        Samples samples = new Samples(7);
        Breaking breaking = new Breaking(7);
        int valid = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            JsonNode broken =
                    breaking.change(Validator.tree(new String(CODEC.write(samples.of(type)), StandardCharsets.UTF_8)));
            if (!validator.complaints(broken).isEmpty()) {
                refused++;
                continue;
            }
            valid++;
            byte[] json = broken.toString().getBytes(StandardCharsets.UTF_8);
            try {
                CODEC.read(json, type);
            } catch (MalformedMessage e) {
                throw new AssertionError("case " + i + ": valid, but " + e.sentence() + ": " + broken, e);
            }
        }
        assertThat(refused).as("refused").isPositive();
        assertThat(valid).as("valid").isPositive();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(Samples.Line.class, "{}"),
                Arguments.of(Samples.Line.class, "{\"article\":\"a\"}"),
                Arguments.of(Samples.Line.class, "{\"article\":\"a\",\"count\":null}"),
                Arguments.of(Samples.Line.class, "{\"article\":\"a\",\"count\":1.5}"),
                Arguments.of(Samples.Line.class, "{\"article\":\"a\",\"count\":2147483648}"),
                Arguments.of(Samples.Line.class, "{\"article\":{},\"count\":1}"),
                Arguments.of(Samples.Line.class, "[]"),
                Arguments.of(Samples.Line.class, "null"),
                Arguments.of(Samples.Tree.class, "{\"name\":\"a\",\"below\":[{\"name\":1.5,\"below\":{}}]}"),
                Arguments.of(Long.class, "9223372036854775808"),
                Arguments.of(Long.class, "-9223372036854775809"),
                Arguments.of(Samples.Priority.class, "\"HIGH\""),
                Arguments.of(Samples.Unit.class, "\"GRAM\""),
                Arguments.of(java.time.Instant.class, "\"tomorrow\""),
                Arguments.of(java.time.LocalDate.class, "\"2026-13-01\""),
                Arguments.of(java.time.LocalDateTime.class, "\"2026-12-01\""),
                Arguments.of(java.time.Duration.class, "\"1 h\""),
                Arguments.of(java.util.UUID.class, "\"x\""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void whatTheCodecRefusesIsInvalid(Class<?> type, String json) {
        assertThat(validator(type).complaints(Validator.tree(json))).isNotEmpty();
        assertThatThrownBy(() -> CODEC.read(json.getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void saysWhatIsRequiredAndWhatMayBeNull() {
        JsonNode schema = Validator.tree(PayloadSchemas.of(JobType.of("t", Samples.Numbers.class)));
        assertThat(schema.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("title").asText()).isEqualTo("t");
        assertThat(schema.get("required"))
                .extracting(JsonNode::asText)
                .contains("int64", "truth", "boxed", "decimal")
                .doesNotContain("maybeNull", "maybeInt", "maybeLong");
        assertThat(schema.at("/properties/int64/maximum").asText()).isEqualTo("9223372036854775807");
        assertThat(schema.at("/properties/maybeNull/type"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("integer", "null");
        assertThat(schema.has("additionalProperties"))
                .as("unknown fields are ignored")
                .isFalse();
    }

    @Test
    void namesAsTheCodecDoes() {
        JsonNode properties = Validator.tree(PayloadSchemas.of(JobType.of("t", Samples.Texts.class)))
                .get("properties");
        assertThat(properties.has("other-name")).isTrue();
        assertThat(properties.has("renamed")).isFalse();
        assertThat(properties.has("ignored")).isFalse();
        assertThat(properties.at("/priority/enum").toString()).isEqualTo("[\"LOW\",\"very-high\"]");
        assertThat(properties.at("/unit/enum").toString()).isEqualTo("[\"g\",\"lb\"]");
    }

    /** Makes small mistakes, as producers do. */
    private static final class Breaking {
        private static final List<String> VALUES = List.of(
                "null",
                "1",
                "1.5",
                "-1",
                "\"\"",
                "\"x\"",
                "true",
                "[]",
                "{}",
                "99999999999999999999",
                "\"2026-01-01\"");

        private final java.util.Random random;

        Breaking(long seed) {
            random = new java.util.Random(seed);
        }

        JsonNode change(JsonNode root) {
            ObjectNode object = (ObjectNode) root;
            List<String> names = new java.util.ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else if (object.get(name) instanceof ObjectNode inner && !inner.isEmpty() && random.nextBoolean()) {
                change(inner);
            } else {
                object.set(name, Validator.tree(VALUES.get(random.nextInt(VALUES.size()))));
            }
            return object;
        }
    }
}
