package dev.warren.wire;

import static dev.warren.wire.Messages.bytes;
import static dev.warren.wire.Messages.headers;
import static dev.warren.wire.Messages.read;
import static dev.warren.wire.Messages.reader;
import static dev.warren.wire.Messages.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a producer wrote is what a handler gets, digit by digit and letter by letter, or it is refused. */
class ExactPayloadTest {
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);

    record Amounts(
            long whole,
            @Nullable BigInteger big,
            @Nullable BigDecimal decimal,
            @Nullable Object any) {}

    @ParameterizedTest
    @ValueSource(longs = {0, 9_007_199_254_740_993L, -9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE})
    void wholeNumbersOf64BitsAreExact(long number) throws MalformedMessage {
        Amounts amounts = CODEC.read(
                bytes("{\"whole\":" + number + ",\"big\":" + number + ",\"any\":" + number + "}"), Amounts.class);
        assertThat(amounts.whole()).isEqualTo(number);
        assertThat(amounts.big()).isEqualTo(number);
        assertThat(amounts.any()).hasToString(Long.toString(number));
        assertThat(CODEC.read(CODEC.write(amounts), Amounts.class)).isEqualTo(amounts);
        assertThat((Object) CODEC.read(bytes("[" + number + "]"), JsonNode.class))
                .hasToString("[" + number + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e19", "1e3", "1.0", "0.5", "\"1.5\""})
    void whatIsNoWholeNumberOf64BitsIsRefusedAndNotRounded(String number) {
        assertThatThrownBy(() -> CODEC.read(bytes("{\"whole\":" + number + "}"), Amounts.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the payload does not fit Amounts: the field `whole` can't be read as long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "123456789012345678901234567890"})
    void largerOnesAreExactWhereTheClassHoldsThem(String number) throws MalformedMessage {
        Amounts amounts =
                CODEC.read(bytes("{\"whole\":1,\"big\":" + number + ",\"any\":" + number + "}"), Amounts.class);
        assertThat(amounts.big()).isEqualTo(new BigInteger(number));
        assertThat(amounts.any()).isEqualTo(new BigInteger(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "1.50", "0.1234567890123456789012345", "1E+400", "0.00"})
    void decimalsKeepEveryDigit(String number) throws MalformedMessage {
        Amounts amounts =
                CODEC.read(bytes("{\"whole\":1,\"decimal\":" + number + ",\"any\":" + number + "}"), Amounts.class);
        assertThat(amounts.decimal()).isEqualTo(new BigDecimal(number));
        assertThat(amounts.any()).isEqualTo(new BigDecimal(number));
        assertThat(CODEC.read(CODEC.write(amounts), Amounts.class)).isEqualTo(amounts);
        assertThat((Object) CODEC.read(bytes("[" + number + "]"), JsonNode.class))
                .hasToString("[" + number + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.50",
                "9223372036854775808",
                " [ 1 , 2 ] ",
                "\"\\ud800\"",
                "\"ä€😀\"",
                "\"a\\u0000\\\"\"",
                "true",
                "null",
                "{\"data\":{\"data\":1}}"
            })
    void anEnvelopesPayloadIsTheVeryBytesThatStandInIt(String data) throws MalformedMessage {
        for (String around : new String[] {"{\"type\":\"t\",\"data\":%s}", "\n{ \"data\" :%s, \"type\":\"t\" } "}) {
            byte[] cut = CODEC.readEnvelope(bytes(around.replace("%s", data))).data();
            assertThat(new String(cut, StandardCharsets.UTF_8)).isEqualTo(data.strip());
        }
    }

    // Letters.

    @Test
    void anyLanguageIsCarriedEverywhere() throws MalformedMessage {
        String words = "Grüße, 你好, שלום, مرحبا, 😀, e\u0301, \u0000, \u2028";
        JobMessage job = read(Messages.of(
                "почта.отправить",
                "ключ-😀",
                null,
                null,
                headers(
                        "idempotency-key",
                        LongStringHelper.asLongString(bytes("鍵")),
                        "tenant-id",
                        "ÄÖÜ",
                        "заголовок",
                        "значение"),
                CODEC.write(Map.of("ключ", words))));
        assertThat(job.type()).hasToString("почта.отправить");
        assertThat(job.id()).hasToString("ключ-😀");
        assertThat(job.key()).isEqualTo("鍵");
        assertThat(job.tenantId()).contains("ÄÖÜ");
        assertThat(job.message().properties().headers()).containsEntry("заголовок", "значение");
        assertThat((Object) reader().payload(job, Map.class)).isEqualTo(Map.of("ключ", words));
    }

    @Test
    void whatDoesNotFitIsNamedInItsOwnLetters() {
        assertThatThrownBy(() -> CODEC.read(bytes("{\"größe\":\"viel\"}"), Size.class))
                .hasMessageStartingWith("the payload does not fit Size: the field `größe` can't be read as int");
    }

    record Size(@JsonProperty("größe") int size) {}

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                Arguments.of("Latin-1", "\"gr\u00fc\u00dfe\"".getBytes(StandardCharsets.ISO_8859_1), 4),
                Arguments.of("overlong", new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}, 2),
                Arguments.of("overlong in three", new byte[] {'"', (byte) 0xE0, (byte) 0x80, (byte) 0xAF, '"'}, 2),
                Arguments.of("a surrogate", new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, 2),
                Arguments.of(
                        "beyond Unicode", new byte[] {'"', (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'}, 2),
                Arguments.of("a lone continuation", new byte[] {'"', 'a', (byte) 0x80, '"'}, 3),
                Arguments.of("cut off", new byte[] {'"', 'a', (byte) 0xE2, (byte) 0x82}, 3),
                Arguments.of("UTF-16 with its mark", "\"a\"".getBytes(StandardCharsets.UTF_16), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notUtf8")
    void bytesThatAreNotUtf8AreRefusedWithTheirPlace(String what, byte[] body, int place) {
        assertThatThrownBy(() -> CODEC.read(body, Object.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("the body is not JSON in UTF-8: byte " + place + " is wrong");
        assertThatThrownBy(() -> CODEC.readEnvelope(body)).hasMessageContaining("byte " + place);
    }

    @Test
    void whatLooksLikeAnotherEncodingIsStillReadAsUtf8() {
        assertThatThrownBy(() -> CODEC.read("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE), Object.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the body is not JSON");
    }

    @Test
    void everyCharacterOfUnicodeIsReadAndNoneIsTakenForWrong() throws MalformedMessage {
        StringBuilder all = new StringBuilder();
        for (int c = ' '; c <= Character.MAX_CODE_POINT; c++) {
            if (c != '"' && c != '\\' && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                all.appendCodePoint(c);
            }
        }
        JacksonCodec large = JacksonCodec.within(new WireLimits(16 << 20, 10, 1_000, 10));
        assertThat(large.read(bytes("\"" + all + "\""), String.class)).isEqualTo(all.toString());
    }

    @Test
    void halfASurrogatePairInAPayloadStaysWhatItIs() throws MalformedMessage {
        String half = CODEC.read(bytes("\"\\ud800\""), String.class);
        assertThat(half).isEqualTo("\ud800");
        assertThat(CODEC.read(CODEC.write(half), String.class)).isEqualTo(half);
    }

    @ParameterizedTest
    @CsvSource({"type, the job type", "id, the job id"})
    void namesThatCannotBeToldApartAreRefused(String property, String what) {
        for (String name : new String[] {"a\uFFFD", "a\ud800", "a\udc00b"}) {
            String refused = property.equals("type")
                    ? refusal(Messages.of(name, "1", "{}"))
                    : refusal(Messages.of("greet", name, "{}"));
            assertThat(refused).isEqualTo(what + " is not text in UTF-8: character 2 can't be read");
        }
    }

    @Test
    void keysAndTenantsThatCannotBeToldApartAreRefused() {
        byte[] latin1 = "\u00e4".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusal(Messages.of(headers("idempotency-key", LongStringHelper.asLongString(latin1)))))
                .isEqualTo("the header `idempotency-key` is not text in UTF-8: character 1 can't be read");
        assertThat(refusal(Messages.of(headers("tenant-id", "\ud800"))))
                .isEqualTo("the tenant's id is not text in UTF-8: character 1 can't be read");
        assertThat(refusal(Messages.of(null, null, "{\"type\":\"t\",\"id\":\"\\ud83d\"}")))
                .isEqualTo("the job id is not text in UTF-8: character 1 can't be read");
    }
}
