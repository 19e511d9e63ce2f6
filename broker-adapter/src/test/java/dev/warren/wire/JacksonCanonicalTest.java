package dev.warren.wire;

import static dev.warren.wire.Messages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8785's own examples, and where Warren goes beyond it. */
class JacksonCanonicalTest {
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);

    private static String canonical(String json) throws MalformedMessage {
        return new String(CODEC.canonical(bytes(json)), StandardCharsets.UTF_8);
    }

    @Test
    void writesLiteralsNumbersAndTextsAsInSection322() throws MalformedMessage {
        String json = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";
        assertThat(canonical(json))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sortsFieldsByTheirUtf16CodeUnitsAsInSection323() throws MalformedMessage {
        String json = """
                {
                  "\\u20ac": "Euro Sign",
                  "\\r": "Carriage Return",
                  "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\\ud83d\\ude00": "Emoji: Grinning Face",
                  "\\u0080": "Control",
                  "\\u00f6": "Latin Small Letter O With Diaeresis"
                }""";
        assertThat(canonical(json))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** Appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesDoublesAsEcmaScriptDoes(String bits, String text) throws MalformedMessage {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(JacksonNumbers.layout(JacksonNumbers.shortest(number))).isEqualTo(text);
        assertThat(canonical(text)).as("its own canonical form").isEqualTo(text);
    }

    @Test
    void needsTheFewestDigitsThatTellADoubleFromAllOthers() {
        Random random = new Random(8785);
        for (int i = 0; i < 20_000; i++) {
            double number = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (Double.isFinite(number) && number != 0) {
                BigDecimal shortest = JacksonNumbers.shortest(number);
                assertThat(shortest.doubleValue()).isEqualTo(number);
                assertThat(shortest.precision()).isLessThanOrEqualTo(17);
                if (shortest.precision() > 1) {
                    MathContext fewer = new MathContext(shortest.precision() - 1, RoundingMode.HALF_EVEN);
                    assertThat(new BigDecimal(number).round(fewer).doubleValue())
                            .as("%s has a digit too many", shortest)
                            .isNotEqualTo(number);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-0.0, 0",
        "0e9, 0",
        "1, 1",
        "1.0, 1",
        "10E-1, 1",
        "1.5e3, 1500",
        "-1.50, -1.5",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "123e-20, 1.23e-18",
        "0.000001, 0.000001",
        "0.0000001, 1e-7"
    })
    void oneNumberHasOneForm(String number, String text) throws MalformedMessage {
        assertThat(canonical(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740993",
        "-9223372036854775807, -9223372036854775807",
        "295147905179352825856, 295147905179352825856",
        "1234567890123456789012345, 1.234567890123456789012345e+24",
        "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827",
        "1e400, 1e+400",
        "1e-400, 1e-400",
        "-12e9999999, -1.2e+10000000"
    })
    void digitsThatADoubleWouldLoseAreKept(String number, String text) throws MalformedMessage {
        assertThat(canonical(number)).isEqualTo(text);
    }

    @Test
    void halfOfASurrogatePairStaysWhatItIs() throws MalformedMessage {
        assertThat(canonical("\"\\uD83D\"")).isEqualTo("\"\\ud83d\"");
        assertThat(canonical("\"\\uDE00\\uD83D\"")).isEqualTo("\"\\ude00\\ud83d\"");
    }

    @Test
    void theCanonicalFormIsItsOwnCanonicalForm() throws MalformedMessage {
        String once = canonical("{\"b\":[1.10,{\"d\":\"\\u00e4\",\"c\":{}}],\"a\":[]}");
        assertThat(once).isEqualTo("{\"a\":[],\"b\":[1.1,{\"c\":{},\"d\":\"ä\"}]}");
        assertThat(canonical(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1,\"a\":1}", "NaN", "{} {}", "01"})
    void refusesWhatIsNoClearJson(String json) {
        assertThatThrownBy(() -> canonical(json)).isInstanceOf(MalformedMessage.class);
    }

    /** Its zeros would make an exponent that no decimal holds. */
    @Test
    void refusesANumberThatHasNoCanonicalForm() {
        assertThatThrownBy(() -> canonical("{\"a\":100e2147483647}"))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("exponent");
    }
}
