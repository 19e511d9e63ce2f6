package dev.warren.wire;

import static dev.warren.wire.Messages.NOW;
import static dev.warren.wire.Messages.bytes;
import static dev.warren.wire.Messages.headers;
import static dev.warren.wire.Messages.read;
import static dev.warren.wire.Messages.reader;
import static dev.warren.wire.Messages.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Message;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    record Greeting(String name, int times) {}

    @Test
    void needsNoMoreThanATypeAndABody() throws MalformedMessage {
        JobMessage job = read(Messages.of("greet", "id-1", "{\"name\":\"a\",\"times\":2}"));
        assertThat(job.id()).isEqualTo(new JobId("id-1"));
        assertThat(job.identity()).isEqualTo(JobMessage.Identity.GIVEN);
        assertThat(job.type()).isEqualTo(new JobTypeName("greet"));
        assertThat(job.key()).isEqualTo("id-1");
        assertThat(job.tenantId()).isEmpty();
        assertThat(job.userId()).isEmpty();
        assertThat(job.coordinates()).isEqualTo(Coordinates.FIRST);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.maxAttempts()).isEmpty();
        assertThat(job.enqueuedAt()).isEqualTo(NOW);
        assertThat(job.dueAt()).isEmpty();
        assertThat(job.expiresAt()).isEmpty();
        assertThat(job.holds()).isZero();
        assertThat(job.deferredSince()).isEmpty();
        assertThat(job.replay()).isEqualTo(JobMessage.Replay.NO);
        assertThat(job.envelopeData()).isEmpty();
        assertThat(reader().payload(job, Greeting.class)).isEqualTo(new Greeting("a", 2));
    }

    @Test
    void readsEveryHeader() {
        JobMessage job = read(Messages.of(headers(
                "idempotency-key",
                "order-7",
                "tenant-id",
                "acme",
                "user-id",
                42,
                "max-attempts",
                "9",
                "expires-at",
                "2026-11-23T12:00:00Z",
                "due-at",
                NOW.plusSeconds(5).toEpochMilli(),
                "attempt",
                3,
                "run",
                4,
                "life",
                2,
                "holds",
                5,
                "delay-left",
                "1500",
                "deferred-since",
                NOW.minusSeconds(9).toEpochMilli(),
                "first-enqueued-at",
                "2026-11-22T11:00:00Z")));
        assertThat(job.key()).isEqualTo("order-7");
        assertThat(job.tenantId()).contains("acme");
        assertThat(job.userId()).contains("42");
        assertThat(job.maxAttempts()).contains(9);
        assertThat(job.expiresAt()).contains(Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(job.dueAt()).contains(NOW.plusSeconds(5));
        assertThat(job.delayLeft()).contains(Duration.ofMillis(1_500));
        assertThat(job.attempt()).isEqualTo(3);
        assertThat(job.coordinates()).isEqualTo(new Coordinates(2, 4));
        assertThat(job.holds()).isEqualTo(5);
        assertThat(job.deferredSince()).contains(NOW.minusSeconds(9));
        assertThat(job.enqueuedAt()).isEqualTo(Instant.parse("2026-11-22T11:00:00Z"));
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "attempt           | 0           | must be from 1 to 1000",
                "attempt           | 1001        | must be from 1 to 1000",
                "attempt           | first       | not a number",
                "run               | 0           | must be from 1 to 2147483646",
                "run               | 2147483647  | must be from 1 to 2147483646",
                "life              | -1          | must be from 0 to 2147483646",
                "holds             | -1          | must be from 0",
                "holds             | 2147483647  | must be from 0",
                "max-attempts      | 0           | must be from 1",
                "due-at            | soon        | epoch milliseconds or a time like",
                "due-at            | +999999999-12-31T23:59:59Z | must be a time in the years 0 to 9999",
                "expires-at        | never       | epoch milliseconds or a time like",
                "deferred-since    | 1.5         | epoch milliseconds or a time like",
                "first-enqueued-at | yesterday   | epoch milliseconds or a time like",
            })
    void refusesHeadersOutOfBoundsAndNamesThem(String name, String value, String words) {
        assertThat(refusal(Messages.of(headers(name, value))))
                .contains("the header `" + name + "`")
                .contains(words);
    }

    @Test
    void refusesKeysAndTenantsLongerThanAnIndexTakes() {
        assertThat(read(Messages.of(headers("idempotency-key", "k".repeat(255))))
                        .key())
                .hasSize(255);
        assertThat(refusal(Messages.of(headers("idempotency-key", "€".repeat(86)))))
                .isEqualTo("the header `idempotency-key` has 258 bytes; at most 255 are accepted");
        assertThat(refusal(Messages.of(headers("tenant-id", "t".repeat(256)))))
                .isEqualTo("the tenant's id has 256 bytes; at most 255 are accepted");
    }

    @Test
    void boundsTheAttemptsAMessageMayAskFor() {
        assertThat(read(Messages.of(headers("max-attempts", Integer.MAX_VALUE))).maxAttempts())
                .contains(WireLimits.STANDARD.maxAttempts());
    }

    @Test
    void makesAnIdWhereThereIsNone() {
        for (String none : Arrays.asList(null, "")) {
            JobMessage job = read(Messages.of("greet", none, "{}"));
            assertThat(job.id()).isEqualTo(new JobId("made-id"));
            assertThat(job.identity()).isEqualTo(JobMessage.Identity.MADE);
            assertThat(job.key()).isEqualTo("made-id");
        }
    }

    @Test
    void refusesTypesAndIdsOutOfBounds() {
        assertThat(refusal(Messages.of("t".repeat(129), "1", "{}"))).contains("the job type is wrong", "has 129");
        assertThat(refusal(Messages.of(" ", "1", "{}"))).contains("the job type is wrong");
        assertThat(refusal(Messages.of("greet", " ", "{}"))).contains("the job id is wrong");
        assertThat(refusal(Messages.of("greet", "€".repeat(255), "{}"))).contains("the job id is wrong", "has 765");
    }

    // The envelope.

    @Test
    void readsAnEnvelopeWhereThereIsNoType() throws MalformedMessage {
        for (String none : Arrays.asList(null, "")) {
            JobMessage job = read(Messages.of(none, null, """
                    {"id":"e-1","type":"greet","tenantId":"acme","userId":7,
                     "timestamp":"2026-11-22T11:00:00Z","data":{"name":"a","times":9007199254740993}}"""));
            assertThat(job.id()).isEqualTo(new JobId("e-1"));
            assertThat(job.type()).isEqualTo(new JobTypeName("greet"));
            assertThat(job.tenantId()).contains("acme");
            assertThat(job.userId()).contains("7");
            assertThat(job.enqueuedAt()).isEqualTo(Instant.parse("2026-11-22T11:00:00Z"));
            assertThat((Object) reader().payload(job, Map.class)).hasToString("{name=a, times=9007199254740993}");
        }
    }

    @Test
    void propertiesAndHeadersBeatTheEnvelope() {
        String envelope = "{\"id\":\"e-1\",\"type\":\"greet\",\"tenantId\":\"acme\",\"timestamp\":1,\"data\":{}}";
        JobMessage job = read(Messages.of(
                null, "id-1", null, NOW.getEpochSecond() - 5, headers("tenant-id", "other"), bytes(envelope)));
        assertThat(job.id()).isEqualTo(new JobId("id-1"));
        assertThat(job.tenantId()).contains("other");
        assertThat(job.enqueuedAt()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void readsAnEnvelopesTimeInMilliseconds() {
        assertThat(read(Messages.of(null, null, "{\"type\":\"greet\",\"timestamp\":1000}"))
                        .enqueuedAt())
                .isEqualTo(Instant.ofEpochSecond(1));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                                         | the body is no envelope",
                "[]                                         | the body is no envelope",
                "null                                       | the body is no envelope",
                "7                                          | the body is no envelope",
                "{                                          | the body is not JSON",
                "{} {}                                      | the body is not JSON",
                "{}                                         | there is no job type",
                "{\"type\":null}                            | there is no job type",
                "{\"type\":\"\"}                            | the job type is wrong",
                "{\"type\":{}}                              | field `type` must be a text or a whole number",
                "{\"type\":\"greet\",\"id\":1.5}            | field `id` must be a text or a whole number",
                "{\"type\":\"greet\",\"id\":\"\"}           | the job id is wrong",
                "{\"type\":\"greet\",\"tenantId\":[]}       | field `tenantId`",
                "{\"type\":\"greet\",\"timestamp\":\"now\"} | the envelope's field `timestamp` must be",
            })
    void refusesWhatIsNoEnvelope(String body, String words) {
        assertThat(refusal(Messages.of(null, null, body))).contains(words);
    }

    @Test
    void anEnvelopeWithoutDataHasNoPayload() {
        JobMessage job = read(Messages.of(null, null, "{\"type\":\"greet\"}"));
        assertThatThrownBy(() -> reader().payload(job, Greeting.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("the payload is null; a Greeting is expected");
    }

    // Encodings and limits.

    @ParameterizedTest
    @ValueSource(strings = {"utf-8", "UTF-8", "utf8", "identity", ""})
    void takesTheseEncodingsForNone(String encoding) throws MalformedMessage {
        JobMessage job = read(Messages.of("greet", "1", encoding, null, Map.of(), bytes("{\"name\":\"a\"}")));
        assertThat((Object) reader().payload(job, Map.class)).hasToString("{name=a}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP"})
    void inflates(String encoding) throws MalformedMessage {
        byte[] body = gzip(bytes("{\"name\":\"ä€😀\",\"times\":1}"));
        JobMessage job = read(Messages.of("greet", "1", encoding, null, Map.of(), body));
        assertThat(reader().payload(job, Greeting.class)).isEqualTo(new Greeting("ä€😀", 1));
        assertThat(job.message().body()).isSameAs(body);

        JobMessage enveloped = read(Messages.of(
                null, "1", encoding, null, Map.of(), gzip(bytes("{\"type\":\"greet\",\"data\":{\"name\":\"b\"}}"))));
        assertThat((Object) reader().payload(enveloped, Map.class)).hasToString("{name=b}");
    }

    @Test
    void stopsInflatingABombAtTheLimit() {
        WireLimits limits = new WireLimits(100_000, 100, 1_000, 10);
        byte[] bomb = gzip(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(100_000);
        assertThat(refusal(reader(limits), Messages.of(null, "1", "gzip", null, Map.of(), bomb)))
                .isEqualTo("the body inflates to more than the 100000 bytes that are accepted");
    }

    @Test
    void inflatesUpToExactlyTheLimit() throws MalformedMessage {
        byte[] plain = bytes("[" + "1,".repeat(499) + "1]");
        assertThat(Gzip.inflate(gzip(plain), plain.length)).isEqualTo(plain);
        assertThatThrownBy(() -> Gzip.inflate(gzip(plain), plain.length - 1)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesWhatIsNotGzipOrCutOff() {
        byte[] whole = gzip(bytes("{\"name\":\"a\"}"));
        for (byte[] body : List.of(bytes("{}"), new byte[0], Arrays.copyOf(whole, whole.length - 9))) {
            JobMessage job = read(Messages.of("greet", "1", "gzip", null, Map.of(), body));
            assertThatThrownBy(() -> reader().payload(job, Map.class))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageContaining("gzip, but the body is not");
        }
    }

    @Test
    void refusesOtherEncodings() {
        JobMessage job = read(Messages.of("greet", "1", "br", null, Map.of(), bytes("{}")));
        assertThatThrownBy(() -> reader().payload(job, Map.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("none of gzip, identity and utf-8");
    }

    @Test
    void refusesBodiesAndHeadersBeyondTheLimits() {
        WireLimits limits = new WireLimits(10, 100, 1_000, 10);
        assertThat(refusal(reader(limits), Messages.of("greet", "1", "12345678901")))
                .isEqualTo("the body has 11 bytes; at most 10 are accepted");
        assertThat(refusal(
                        reader(limits),
                        Messages.of("greet", "1", null, null, headers("x", "y".repeat(1_000)), bytes("1"))))
                .contains("the headers have about 1019 bytes; at most 1000 are accepted");
    }

    @Test
    void refusesHeadersNestedTooDeep() {
        assertThat(read(Messages.of(headers("x", nested(30)))).key()).isEqualTo("id-1");
        assertThat(refusal(Messages.of(headers("x", nested(33)))))
                .isEqualTo("the headers are nested deeper than the 32 levels that are accepted");
    }

    private static Object nested(int levels) {
        Object value = "deep";
        for (int i = 0; i < levels; i++) {
            value = i % 2 == 0 ? Map.of("x", value) : List.of(value);
        }
        return value;
    }

    // Payloads.

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("", "the body is not JSON: it is empty"),
                Arguments.of("null", "the payload is null"),
                Arguments.of("nonsense", "the body is not JSON (line 1, column "),
                Arguments.of("{\"name\":\"a\",\"times\":1", "the body is not JSON (line 1, column "),
                Arguments.of("{\"name\":\"a\",\"times\":1}}", "the body is not JSON"),
                Arguments.of("{\"name\":\"a\",\"times\":1.5}", "the field `times` can't be read as int"),
                Arguments.of("{\"name\":\"a\",\"times\":99999999999}", "`times`"),
                Arguments.of("{\"name\":\"a\",\"times\":null}", "the field `times` can't be read as int"),
                Arguments.of("{\"name\":\"a\"}", "the field `times` can't be read as int"),
                Arguments.of("{\"name\":{},\"times\":1}", "the field `name` can't be read as String"),
                Arguments.of("[1]", "it can't be read as Greeting"),
                Arguments.of("{\"other\":" + "[".repeat(101), "the body breaks a limit on JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void saysWhatDoesNotFitAndWhereWithoutQuotingIt(String body, String words) {
        JobMessage job = read(Messages.of("greet", "1", body));
        assertThatThrownBy(() -> reader().payload(job, Greeting.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("nonsense");
    }

    record Box(Object anything) {}

    @Test
    void saysThatALimitIsBrokenWhereverThatIs() {
        JobMessage job = read(Messages.of("greet", "1", "{\"anything\":" + "[".repeat(101)));
        for (Class<?> payloadClass : List.of(Box.class, Map.class, Greeting.class)) {
            assertThatThrownBy(() -> reader().payload(job, payloadClass))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith("the body breaks a limit on JSON");
        }
    }

    @Test
    void saysThatTextIsNotJsonWhereverThatIs() {
        JobMessage job = read(Messages.of("greet", "1", "{\"anything\":[1,}"));
        for (Class<?> payloadClass : List.of(Box.class, Map.class, Greeting.class)) {
            assertThatThrownBy(() -> reader().payload(job, payloadClass))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith("the body is not JSON (line 1, column ");
        }
    }

    @Test
    void carriesUnknownFieldsAndKeepsNumbersExact() throws MalformedMessage {
        JobMessage job = read(Messages.of(
                "greet", "1", "{\"name\":\"a\",\"times\":2147483647,\"more\":0.1234567890123456789012345}"));
        assertThat(reader().payload(job, Greeting.class)).isEqualTo(new Greeting("a", Integer.MAX_VALUE));
        assertThat(reader().payload(job, Map.class).get("more")).hasToString("0.1234567890123456789012345");
    }

    // Replays.

    @Test
    void aDeadLetterBackInItsLaneStartsTheNextLife() {
        JobMessage job = read(Messages.of(headers(
                "dead-reason", "attempts-exhausted",
                "attempt", 5,
                "run", 7,
                "life", 2,
                "holds", 3,
                "deferred-since", NOW.minusSeconds(5).toEpochMilli(),
                "first-enqueued-at", "2026-01-01T00:00:00Z")));
        assertThat(job.replay()).isEqualTo(JobMessage.Replay.YES);
        assertThat(job.coordinates()).isEqualTo(new Coordinates(3, 1));
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.enqueuedAt()).isEqualTo(NOW);
        assertThat(job.holds()).isZero();
        assertThat(job.deferredSince()).isEmpty();
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                Arguments.of(List.of(death("delivery_limit")), JobMessage.Replay.YES),
                Arguments.of(List.of(death("expired"), death("delivery_limit")), JobMessage.Replay.YES),
                Arguments.of(List.of(death("expired")), JobMessage.Replay.NO),
                Arguments.of(List.of(death("expired"), death("rejected"), death("maxlen")), JobMessage.Replay.NO),
                Arguments.of(List.of(), JobMessage.Replay.NO),
                Arguments.of(List.of("delivery_limit", 7), JobMessage.Replay.NO),
                Arguments.of(List.of(Map.of()), JobMessage.Replay.NO),
                Arguments.of("delivery_limit", JobMessage.Replay.NO),
                Arguments.of(Map.of("reason", "delivery_limit"), JobMessage.Replay.NO));
    }

    private static Map<String, Object> death(String reason) {
        return Map.of("queue", "jobs.default", "reason", reason, "count", 1L);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("deaths")
    void ofTheBrokersDeathsOnlyTheDeliveryLimitMakesAReplay(Object deaths, JobMessage.Replay expected) {
        JobMessage job = read(Messages.of(headers("x-death", deaths, "life", 1, "run", 2)));
        assertThat(job.replay()).isEqualTo(expected);
        assertThat(job.coordinates())
                .isEqualTo(expected == JobMessage.Replay.YES ? new Coordinates(2, 1) : new Coordinates(1, 2));
    }

    @Test
    void theBrokersCountsOfDeliveriesAreNoAttempts() {
        JobMessage job = read(Messages.of(headers("x-delivery-count", 9L, "x-acquired-count", 9L)));
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.coordinates()).isEqualTo(Coordinates.FIRST);
    }

    // When it was enqueued.

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "1795348800,          2026-11-22T12:00:00Z", // now, in seconds
        "1795348795,          2026-11-22T11:59:55Z",
        "1795348795000,       2026-11-22T11:59:55Z", // in milliseconds
        "1795348805,          2026-11-22T12:00:00Z", // 5 s in the future: now
        "1795348805000,       2026-11-22T12:00:00Z",
        "0,                   1970-01-01T00:00:00Z",
        "-1,                  1970-01-01T00:00:00Z",
        "9223372036854775807, 2026-11-22T12:00:00Z",
        "-9223372036854775808, 1970-01-01T00:00:00Z",
    })
    void readsTimestampsInSecondsOrMilliseconds(long timestamp, Instant expected) {
        assertThat(read(Messages.of("greet", "1", null, timestamp, Map.of(), bytes("{}")))
                        .enqueuedAt())
                .isEqualTo(expected);
    }

    @Test
    void theFirstEnqueueingBeatsTheTimestamp() {
        assertThat(read(Messages.of(
                                "greet",
                                "1",
                                null,
                                NOW.getEpochSecond(),
                                headers("first-enqueued-at", "2026-11-22T11:00:00Z"),
                                bytes("{}")))
                        .enqueuedAt())
                .isEqualTo(Instant.parse("2026-11-22T11:00:00Z"));
    }

    @Test
    void nothingHasHappenedInTheFuture() {
        JobMessage job = read(Messages.of(
                headers("first-enqueued-at", "9999-01-01T00:00:00Z", "deferred-since", "9999-01-01T00:00:00Z")));
        assertThat(job.enqueuedAt()).isEqualTo(NOW);
        assertThat(job.deferredSince()).contains(NOW);
    }

    // Anything at all.

    @Test
    void neverThrowsWhateverComes() {
        Random random = new Random(20_261_122);
        MessageReader reader = reader(new WireLimits(4_096, 20, 2_048, 10));
        int readable = 0;
        for (int i = 0; i < 20_000; i++) {
            Message message = RandomMessages.anything(random);
            if (reader.read(message, NOW) instanceof Reading.Readable known) {
                readable++;
                Class<?> payloadClass = i % 2 == 0 ? Map.class : Greeting.class;
                try {
                    assertThat(reader.payload(known.job(), payloadClass)).isNotNull();
                } catch (MalformedMessage e) {
                    assertThat(e.sentence()).isNotBlank();
                }
            }
        }
        assertThat(readable).as("readable ones among them").isBetween(1_000, 19_000);
    }

    @Test
    void republishesWhateverItCanRead() {
        Random random = new Random(5);
        MessageReader reader = reader();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            Reading reading = reader.read(RandomMessages.anything(random), NOW);
            if (reading instanceof Reading.Readable readable) {
                Message again = MessageWriter.deferred(readable.job(), NOW.plusSeconds(1), NOW);
                assertThat(reader.read(again, NOW)).isInstanceOf(Reading.Readable.class);
                seen.merge("readable", 1, Integer::sum);
            }
        }
        assertThat(seen.get("readable")).isGreaterThan(100);
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
