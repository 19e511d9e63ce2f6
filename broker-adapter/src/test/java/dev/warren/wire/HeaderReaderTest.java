package dev.warren.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type a client may send, as amqp-client hands it on. */
@SuppressWarnings("JavaUtilDate") // what amqp-client makes of an AMQP timestamp
class HeaderReaderTest {
    private static final Instant MORNING = Instant.parse("2026-01-31T12:00:00Z");

    private static HeaderReader holding(@Nullable Object value) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("h", value);
        return new HeaderReader(headers);
    }

    static Stream<Arguments> integers() {
        return Stream.of(
                Arguments.of("int8", (byte) 7, 7),
                Arguments.of("int16", (short) 7, 7),
                Arguments.of("int32", 7, 7),
                Arguments.of("int64", 7L, 7),
                Arguments.of("float", 7f, 7),
                Arguments.of("double with a whole value", 7.0, 7),
                Arguments.of("double in powers of ten", 1e2, 100),
                Arguments.of("decimal", new BigDecimal("7.00"), 7),
                Arguments.of("text", "7", 7),
                Arguments.of("text with blanks", " 7 ", 7),
                Arguments.of("text in decimals", "7.0", 7),
                Arguments.of("long string", LongStringHelper.asLongString("7"), 7),
                Arguments.of("least", 1, 1),
                Arguments.of("most", 100, 100),
                Arguments.of("void", null, -1),
                Arguments.of("empty text", "", -1),
                Arguments.of("blank text", "  ", -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("integers")
    void readsIntegers(String kind, @Nullable Object value, int expected) throws MalformedMessage {
        assertThat(holding(value).integer("h", 1, 100, -1)).isEqualTo(expected);
    }

    static Stream<Arguments> wrongIntegers() {
        return Stream.of(
                Arguments.of(0, "is 0; it must be from 1 to 100"),
                Arguments.of(101, "is 101; it must be from 1 to 100"),
                Arguments.of(-1L, "is -1"),
                Arguments.of(Long.MAX_VALUE, "is 9223372036854775807"),
                Arguments.of(1.5, "whole number of 64 bits"),
                Arguments.of(1e19, "whole number of 64 bits"),
                Arguments.of(-1e20, "whole number of 64 bits"),
                Arguments.of(Double.NaN, "not a number"),
                Arguments.of(Double.POSITIVE_INFINITY, "not a number"),
                Arguments.of("1e1000000000", "whole number of 64 bits"),
                Arguments.of("1e-1000000000", "whole number of 64 bits"),
                Arguments.of("seven", "not a number"),
                Arguments.of("0x7", "not a number"),
                Arguments.of("9".repeat(41), "41 characters"),
                Arguments.of(true, "a boolean"),
                Arguments.of(new byte[] {7}, "a byte array"),
                Arguments.of(List.of(7), "an array"),
                Arguments.of(Map.of("a", 7), "a table"),
                Arguments.of(new Date(7_000), "not a number"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongIntegers")
    void refusesWhatIsNoIntegerInBounds(Object value, String words) {
        assertThatThrownBy(() -> holding(value).integer("h", 1, 100, -1))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the header `h`")
                .hasMessageContaining(words);
    }

    static Stream<Arguments> instants() {
        return Stream.of(
                Arguments.of(MORNING.toEpochMilli(), MORNING),
                Arguments.of((double) MORNING.toEpochMilli(), MORNING),
                Arguments.of(Long.toString(MORNING.toEpochMilli()), MORNING),
                Arguments.of(LongStringHelper.asLongString(Long.toString(MORNING.toEpochMilli())), MORNING),
                Arguments.of("2026-01-31T12:00:00Z", MORNING),
                Arguments.of("2026-01-31T12:00Z", MORNING),
                Arguments.of("2026-01-31T13:00:00+01:00", MORNING),
                Arguments.of("2026-01-31T12:00:00.250Z", MORNING.plusMillis(250)),
                Arguments.of(Date.from(MORNING), MORNING),
                Arguments.of(0, Instant.EPOCH),
                Arguments.of("9999-12-31T23:59:59.999Z", Instant.parse("9999-12-31T23:59:59.999Z")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("instants")
    void readsTimes(Object value, Instant expected) throws MalformedMessage {
        assertThat(holding(value).instant("h")).contains(expected);
    }

    static Stream<Object> wrongInstants() {
        return Stream.of(
                "tomorrow",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-13-31T12:00:00Z",
                1.5,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                "-9223372036854775616",
                "9".repeat(50),
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z",
                new Date(Long.MAX_VALUE),
                Double.NaN,
                true,
                new byte[] {1},
                List.of(1),
                Map.of());
    }

    @ParameterizedTest
    @MethodSource("wrongInstants")
    void refusesWhatIsNoTimeOfAJob(Object value) {
        assertThatThrownBy(() -> holding(value).instant("h"))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the header `h` must be");
    }

    @Test
    void takesVoidAndBlankTimesForAbsentOnes() throws MalformedMessage {
        assertThat(holding(null).instant("h")).isEmpty();
        assertThat(holding(" ").instant("h")).isEmpty();
        assertThat(holding(null).has("h")).isFalse();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("a", "a"),
                Arguments.of(" a ", " a "),
                Arguments.of(LongStringHelper.asLongString("ä€😀"), "ä€😀"),
                Arguments.of(7, "7"),
                Arguments.of("", null),
                Arguments.of(" ", null),
                Arguments.of(null, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void readsTexts(@Nullable Object value, @Nullable String expected) throws MalformedMessage {
        assertThat(holding(value).text("h").orElse(null)).isEqualTo(expected);
    }

    @Test
    void refusesWhatIsNoText() {
        for (Object value : List.of(Map.of(), List.of(), new byte[0], true)) {
            assertThatThrownBy(() -> holding(value).text("h"))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith("the header `h` must be a text, but is a");
        }
    }
}
