package dev.warren.wire;

import static dev.warren.wire.Messages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are made to hurt: each is refused in a sentence, soon, or is data like any other. */
class HostileJsonTest {
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);
    /** Of this thread's own: the machine may be busy with something else. */
    private static final ThreadMXBean PROCESSOR_TIME = ManagementFactory.getThreadMXBean();

    private static final Duration SOON = Duration.ofSeconds(5);

    record Box(@Nullable Object anything) {}

    record Times(@Nullable Instant instant, @Nullable Duration duration) {}

    record Numbers(@Nullable BigInteger big, double binary) {}

    static Stream<Arguments> beyondALimit() {
        return Stream.of(
                Arguments.of("{\"anything\":" + "[".repeat(101), "it is nested deeper than 100 levels"),
                Arguments.of("{\"a\":".repeat(101), "it is nested deeper than 100 levels"),
                Arguments.of("{\"anything\":" + "9".repeat(1_001) + "}", "a number has more than 1000 characters"),
                Arguments.of("{\"anything\":0." + "9".repeat(1_001) + "}", "a number has more than 1000 characters"),
                Arguments.of("{\"" + "n".repeat(50_001) + "\":1}", "a field's name has more than 50000 characters"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("beyondALimit")
    void saysWhichLimitIsBroken(String body, String words) {
        for (Class<?> payloadClass : List.of(Object.class, Map.class, Box.class, JsonNode.class)) {
            assertThatThrownBy(() -> CODEC.read(bytes(body), payloadClass))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith("the body breaks a limit on JSON: " + words);
        }
    }

    @Test
    void saysHowLongItMayBe() {
        JacksonCodec small = JacksonCodec.within(new WireLimits(1_000, 100, 1_000, 10));
        assertThatThrownBy(() -> small.read(bytes("\"" + "x".repeat(1_001) + "\""), String.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the body breaks a limit on JSON: it has more than 1000 bytes");
    }

    @Test
    void theDepthIsAsConfigured() throws MalformedMessage {
        JacksonCodec shallow = JacksonCodec.within(new WireLimits(1_000, 3, 1_000, 10));
        assertThat((Object) shallow.read(bytes("[[[]]]"), List.class)).hasToString("[[[]]]");
        assertThatThrownBy(() -> shallow.read(bytes("[[[[]]]]"), List.class))
                .hasMessageContaining("deeper than 3 levels");
        assertThatThrownBy(() -> shallow.readEnvelope(bytes("{\"type\":\"t\",\"data\":[[[]]]}")))
                .hasMessageContaining("deeper than 3 levels");
        JacksonCodec deepest = JacksonCodec.within(new WireLimits(10_000, 1_000, 1_000, 10));
        String nested = "[".repeat(1_000) + "]".repeat(1_000);
        assertThat(deepest.write(deepest.read(bytes(nested), Object.class))).isEqualTo(bytes(nested));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"instant\":1e1000000000}",
                "{\"instant\":1e-1000000000}",
                "{\"instant\":\"+1000000001-01-01T00:00:00Z\"}",
                "{\"duration\":1e1000000000}",
                "{\"duration\":1e10000000000}",
                "{\"duration\":\"PT9999999999999999999H\"}"
            })
    void timesBeyondReasonAreRefusedOrZeroAndSoon(String body) {
        long start = PROCESSOR_TIME.getCurrentThreadCpuTime();
        try {
            Times times = CODEC.read(bytes(body), Times.class);
            assertThat(times).isIn(new Times(Instant.EPOCH, null), new Times(null, Duration.ZERO));
        } catch (MalformedMessage e) {
            assertThat(e.sentence()).startsWith("the payload does not fit Times: the field `");
        }
        assertThat(Duration.ofNanos(PROCESSOR_TIME.getCurrentThreadCpuTime() - start))
                .isLessThan(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e100001", "1e1000000000", "1e10000000000"})
    void exponentsThatWouldFillTheMemoryAreRefused(String number) {
        assertThatThrownBy(() -> CODEC.read(bytes("{\"big\":" + number + "}"), Numbers.class))
                .isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10000000000", "[1e10000000000]", "{\"a\":1e10000000000}"})
    void aNumberThatNoDecimalHoldsIsRefusedWhateverTheClass(String body) {
        for (Class<?> payloadClass : List.of(Object.class, JsonNode.class, BigDecimal.class, Map.class, List.class)) {
            assertThatThrownBy(() -> CODEC.read(bytes(body), payloadClass)).isInstanceOf(MalformedMessage.class);
        }
    }

    // Types named in the data.

    static Stream<String> gadgets() {
        return Stream.of(
                "{\"@class\":\"com.sun.rowset.JdbcRowSetImpl\",\"dataSourceName\":\"ldap://127.0.0.1/x\",\"autoCommit\":true}",
                "{\"@type\":\"java.lang.AutoCloseable\",\"x\":1}",
                "{\"@c\":\".Gadget\"}",
                "{\"class\":\"java.lang.ProcessBuilder\",\"command\":[\"touch\",\"proof\"]}",
                "[\"java.net.URL\",\"http://127.0.0.1/x\"]",
                "[\"javax.naming.InitialContext\",{}]",
                "[\"org.springframework.context.support.ClassPathXmlApplicationContext\",\"http://127.0.0.1/x.xml\"]",
                "[\"ch.qos.logback.core.db.JNDIConnectionSource\",{\"jndiLocation\":\"ldap://127.0.0.1/x\"}]",
                "{\"__type__\":\"x\",\"$type\":\"System.Windows.Data.ObjectDataProvider\",\"_class\":\"x\"}",
                "{\"x\":{\"@class\":\"java.util.ArrayList\",\"y\":[\"java.util.HashMap\",{}]}}");
    }

    @ParameterizedTest
    @MethodSource("gadgets")
    void aTypeNamedInThePayloadIsDataLikeAnyOther(String gadget) throws MalformedMessage {
        Object alone = CODEC.read(bytes(gadget), Object.class);
        assertThat(alone).isInstanceOfAny(Map.class, List.class);
        assertThat(CODEC.write(alone)).isEqualTo(bytes(gadget));
        Box box = CODEC.read(bytes("{\"anything\":" + gadget + "}"), Box.class);
        assertThat(box.anything()).isEqualTo(alone);
        byte[] data = CODEC.readEnvelope(bytes("{\"type\":\"t\",\"data\":" + gadget + "}"))
                .data();
        assertThat(data).isEqualTo(bytes(gadget));
    }

    record Careless(
            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) @Nullable
            Object anything) {}

    @Test
    void aPayloadClassThatLetsTheDataNameAnyTypeIsRefused() {
        assertThatThrownBy(
                        () -> CODEC.read(bytes("{\"anything\":{\"@class\":\"java.util.ArrayList\"}}"), Careless.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the payload does not fit Careless");
    }

    // Bombs.

    @Test
    void gzipInsideGzipIsInflatedOnce() {
        byte[] nested = gzip(gzip(gzip(new byte[1 << 20])));
        JobMessage job = Messages.read(Messages.of("greet", "1", "gzip", null, Map.of(), nested));
        assertThatThrownBy(() -> Messages.reader().payload(job, Map.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith("the body is not JSON");
    }

    @Test
    void manyMembersOfOneGzipAreBoundedTogether() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            members.write(gzip(new byte[1 << 19]));
        }
        assertThatThrownBy(() -> Gzip.inflate(members.toByteArray(), 4 << 20))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("more than the 4194304 bytes");
    }

    @Test
    void manyFieldNamesOfOneHashAreReadSoon() throws MalformedMessage {
        // "Aa" and "BB" have one hash code in Java, and so has every row of them.
        String fields = IntStream.range(0, 1 << 15)
                .mapToObj(i -> "\"" + row(i) + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
        long start = PROCESSOR_TIME.getCurrentThreadCpuTime();
        assertThat(CODEC.read(bytes(fields), Map.class).size()).isEqualTo(1 << 15);
        assertThat(CODEC.read(bytes(fields), Box.class)).isEqualTo(new Box(null));
        assertThat(Duration.ofNanos(PROCESSOR_TIME.getCurrentThreadCpuTime() - start))
                .isLessThan(SOON);
    }

    private static String row(int bits) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            row.append((bits >> i & 1) == 0 ? "Aa" : "BB");
        }
        return row.toString();
    }

    @Test
    void aFieldThatStandsTwiceIsRefusedAsTwoReadersWouldNotAgree() {
        String sentence = "the body is not clear: a field stands twice in one object (line 1, column ";
        for (Class<?> payloadClass : List.of(Object.class, Map.class, Box.class, JsonNode.class)) {
            assertThatThrownBy(() -> CODEC.read(bytes("{\"anything\":1,\"anything\":2}"), payloadClass))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith(sentence);
        }
        for (String twice : List.of("{\"type\":\"a\",\"type\":\"b\"}", "{\"type\":\"a\",\"data\":{\"x\":1,\"x\":2}}")) {
            assertThatThrownBy(() -> CODEC.readEnvelope(bytes(twice)))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith(sentence);
        }
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream output = new GZIPOutputStream(compressed)) {
            output.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return compressed.toByteArray();
    }
}
