package dev.warren.consume;

import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.topology.LaneName;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.Counter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything the wire format calls bad input, published by a foreign client: dead-lettered at once, as it came, and the worker goes on. */
class BadInputIT {
    record Parcel(
            String name, int count, long number, @Nullable List<String> tags) {}

    /** Fields that a careless mapper would fill with whatever class the data names. */
    record Loose(@Nullable Object anything, @Nullable Map<String, Object> more) {}

    /** What an attacker would like to be made; public, with a constructor without parameters, as gadgets are. */
    public static class Gadget {
        static final AtomicInteger MADE = new AtomicInteger();

        public Gadget() {
            MADE.incrementAndGet();
        }

        public void setCommand(String command) {
            MADE.incrementAndGet();
        }
    }

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final RetryPolicy QUICK = RetryPolicy.standard()
            .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
            .withMaxAge(Duration.ofDays(30));
    private static final JobType<Parcel> PARCEL =
            JobType.of("parcel", Parcel.class).retrying(QUICK);
    private static final JobType<Loose> LOOSE = JobType.of("loose", Loose.class).retrying(QUICK);
    private static final String GOOD = "{\"name\":\"ok\",\"count\":1,\"number\":2}";
    private static final WireLimits LIMITS = new WireLimits(64 << 10, 100, 48 << 10, 100);

    private static final Queue<String> RAN = new ConcurrentLinkedQueue<>();
    private static final Queue<Loose> READ = new ConcurrentLinkedQueue<>();
    private static @Nullable Bed sharedBed;
    private static @Nullable Worker sharedWorker;

    @BeforeAll
    static void startOneWorkerForAllCases() throws Exception {
        Bed bed = Bed.make();
        sharedBed = bed;
        sharedWorker = bed.worker()
                .limits(LIMITS)
                .run(PARCEL, job -> RAN.add(job.payload().name()))
                .run(LOOSE, job -> READ.add(job.payload()))
                .start();
        sharedWorker.awaitConsuming(SOON);
    }

    @AfterAll
    static void stop() {
        try (Bed bed = sharedBed;
                Worker worker = sharedWorker) {
            assertThat(bed).isNotSameAs(worker);
        }
    }

    @BeforeEach
    void forget() {
        RAN.clear();
        READ.clear();
        while (bed().takeDead().isPresent()) {
            // what a case that failed has left
        }
    }

    private static Bed bed() {
        return Objects.requireNonNull(sharedBed);
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                arguments("not JSON", bytes("{name: parcel"), List.of("not JSON", "line 1")),
                arguments("cut off", bytes("{\"name\":\"a"), List.of("not JSON", "line 1")),
                arguments("empty", new byte[0], List.of("not JSON")),
                arguments("null", bytes("null"), List.of("payload is null", "Parcel")),
                arguments("an array", bytes("[1,2]"), List.of("Parcel")),
                arguments("a text", bytes("\"parcel\""), List.of("Parcel")),
                arguments(
                        "a field of another type", bytes("{\"name\":\"a\",\"count\":[1]}"), List.of("`count`", "int")),
                arguments("a null for a number", bytes("{\"name\":\"a\",\"count\":null}"), List.of("`count`")),
                arguments("too big an int", bytes("{\"count\":2147483648}"), List.of("`count`", "int")),
                arguments("too big a long", bytes("{\"number\":9223372036854775808}"), List.of("`number`", "long")),
                arguments("a fraction", bytes("{\"count\":1.5}"), List.of("`count`", "int")),
                arguments("a wrong element", bytes("{\"tags\":[\"a\",{}]}"), List.of("`tags.[1]`")),
                arguments("trailing tokens", bytes(GOOD + GOOD), List.of("Parcel")),
                arguments(
                        "nested too deep",
                        bytes("{\"x\":" + "[".repeat(101) + "]".repeat(101) + "}"),
                        List.of("limit", "100 levels")),
                arguments(
                        "a number of 2,000 digits",
                        bytes("{\"number\":" + "9".repeat(2_000) + "}"),
                        List.of("limit", "number")),
                arguments(
                        "a name of 60,000 characters",
                        bytes("{\"" + "n".repeat(60_000) + "\":1}"),
                        List.of("limit", "name")),
                arguments("invalid UTF-8", new byte[] {'{', '"', (byte) 0xC3, 0x28, '"', '}'}, List.of("not JSON")),
                arguments(
                        "invalid UTF-8 in a value",
                        joined(bytes("{\"name\":\""), new byte[] {(byte) 0xFF, (byte) 0xFE}, bytes("\"}")),
                        List.of("not JSON", "byte 10")),
                arguments(
                        "a lone surrogate in UTF-8",
                        joined(bytes("{\"name\":\""), new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, bytes("\"}")),
                        List.of("not JSON")),
                arguments("too large", bytes("\"" + "a".repeat(64 << 10) + "\""), List.of("body has", "65536")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void deadLettersABadBodyAsItCame(String name, byte[] body, List<String> words) {
        assertDeadLettered(properties("parcel", id()).headers(Map.of("colour", "red")), body, words);
    }

    static Stream<Arguments> badEncodings() {
        byte[] zipped = gzip(bytes(GOOD));
        return Stream.of(
                arguments("a gzip bomb", "gzip", gzip(new byte[16 << 20]), List.of("inflates", "65536")),
                arguments("gzip cut off", "gzip", Arrays.copyOf(zipped, zipped.length - 9), List.of("gzip", "cut off")),
                arguments("gzip that is none", "gzip", bytes(GOOD), List.of("gzip", "is not")),
                arguments("gzip of nothing", "gzip", gzip(new byte[0]), List.of("not JSON")),
                arguments("gzip twice", "gzip", gzip(zipped), List.of("not JSON")),
                arguments("an unknown encoding", "br", bytes(GOOD), List.of("content encoding", "gzip")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEncodings")
    void deadLettersABadEncodingAsItCame(String name, String encoding, byte[] body, List<String> words) {
        assertDeadLettered(properties("parcel", id()).contentEncoding(encoding), body, words);
    }

    static Stream<Arguments> bodiesWithoutType() {
        return Stream.of(
                arguments("no JSON", "hello", List.of("not JSON")),
                arguments("no envelope", "[1]", List.of("no property `type`", "`data`")),
                arguments("a text", "\"parcel\"", List.of("no property `type`")),
                arguments("null", "null", List.of("no property `type`")),
                arguments("an envelope without type", "{\"data\":{}}", List.of("no job type", "envelope")),
                arguments("an envelope with a void type", "{\"type\":null,\"data\":{}}", List.of("no job type")),
                arguments("an envelope with a table as type", "{\"type\":{},\"data\":{}}", List.of("field `type`")),
                arguments("an envelope with a list as id", "{\"type\":\"parcel\",\"id\":[]}", List.of("field `id`")),
                arguments(
                        "an envelope with a fraction as tenant",
                        "{\"type\":\"parcel\",\"tenantId\":1.5}",
                        List.of("field `tenantId`")),
                arguments(
                        "an envelope with a wrong timestamp",
                        "{\"type\":\"parcel\",\"data\":{},\"timestamp\":\"yesterday\"}",
                        List.of("field `timestamp`")),
                arguments("an envelope without data", "{\"type\":\"parcel\"}", List.of("payload is null")),
                arguments(
                        "an envelope with bad data",
                        "{\"type\":\"parcel\",\"data\":{\"count\":\"many\"}}",
                        List.of("`count`")),
                arguments(
                        "an envelope with a long type",
                        "{\"type\":\"" + "t".repeat(129) + "\",\"data\":{}}",
                        List.of("job type", "128")),
                arguments("an envelope with more behind it", "{\"type\":\"parcel\"}{}", List.of("JSON")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodiesWithoutType")
    void deadLettersAMessageWithoutTypeAsItCame(String name, String body, List<String> words) {
        assertDeadLettered(properties(null, id()).headers(Map.of("colour", "red")), bytes(body), words);
    }

    @Test
    void deadLettersAnEnvelopeWhoseIdIsTooLong() {
        String body = "{\"type\":\"parcel\",\"id\":\"" + "i".repeat(256) + "\",\"data\":{}}";
        assertDeadLettered(properties(null, null), bytes(body), List.of("job id", "255"));
    }

    static Stream<Arguments> badHeaders() {
        Map<String, Object> table = Map.of("a", 1);
        List<Object> array = List.of(1, 2);
        byte[] binary = {1, 2, 3};
        Stream<Arguments> texts = Stream.of("idempotency-key", "tenant-id", "user-id")
                .flatMap(name -> Stream.of(table, array, binary, (Object) true)
                        .map(value -> arguments(name, value, List.of("`" + name + "`", "text"))));
        Stream<Arguments> numbers = Stream.of("max-attempts", "attempt", "run", "life", "holds")
                .flatMap(name -> Stream.of(table, array, binary, true, "many", 1.5, "1.5", "9".repeat(30), "-1", -1)
                        .map(value -> arguments(name, value, List.of("`" + name + "`"))));
        Stream<Arguments> ranges = Stream.of(
                arguments("max-attempts", 0, List.of("`max-attempts`", "from 1")),
                arguments("attempt", 0, List.of("`attempt`", "from 1 to 1000")),
                arguments("attempt", 1_001L, List.of("`attempt`", "from 1 to 1000")),
                arguments("attempt", Long.MAX_VALUE, List.of("`attempt`")),
                arguments("delay-left", -1, List.of("`delay-left`", "from 0")),
                arguments("delay-left", Long.MAX_VALUE, List.of("`delay-left`", "milliseconds")),
                arguments("delay-left", "soon", List.of("`delay-left`", "not a number")),
                arguments("run", 1e300, List.of("`run`", "64 bits")),
                arguments("life", "5".repeat(41), List.of("`life`", "41 characters")));
        Stream<Arguments> times = Stream.of("due-at", "expires-at", "first-enqueued-at", "deferred-since")
                .flatMap(name -> Stream.of(
                                table,
                                array,
                                binary,
                                true,
                                "tomorrow",
                                "2026-01-31",
                                "2026-01-31T12:00:00",
                                1.5,
                                "9".repeat(30),
                                "-999999999-01-01T00:00:00Z",
                                "+999999999-12-31T23:59:59Z",
                                Long.MIN_VALUE,
                                Long.MAX_VALUE)
                        .map(value -> arguments(name, value, List.of("`" + name + "`"))));
        return Stream.of(texts, numbers, ranges, times).flatMap(all -> all);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badHeaders")
    void deadLettersAHeaderOfTheWrongTypeAsItCame(String header, Object value, List<String> words) {
        assertDeadLettered(
                properties("parcel", id()).headers(Map.of("colour", "red", header, value)), bytes(GOOD), words);
    }

    static Stream<Arguments> badProperties() {
        return Stream.of(
                arguments("a type of 129 bytes", properties("t".repeat(129), id()), List.of("job type", "128", "129")),
                arguments(
                        "a type of 65 two-byte letters", properties("ä".repeat(65), id()), List.of("job type", "130")),
                arguments("a blank type", properties("  ", id()), List.of("job type")),
                arguments("a blank id", properties("parcel", "  "), List.of("job id")),
                arguments(
                        "headers of 60 KiB",
                        properties("parcel", id()).headers(Map.of("big", "b".repeat(60 << 10))),
                        List.of("headers", "49152")),
                arguments(
                        "headers of 110 KiB",
                        properties("parcel", id())
                                .headers(Map.of("big", "b".repeat(60 << 10), "more", "m".repeat(50 << 10))),
                        List.of("headers", "49152")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProperties")
    void deadLettersABadPropertyAsItCame(String name, BasicProperties.Builder properties, List<String> words) {
        bed().publish(properties.build(), GOOD);
        GetResponse dead = bed().awaitDead();
        assertSaysWhatIsWrong(dead, words);
        assertThat(dead.getBody()).isEqualTo(bytes(GOOD));
        assertThat(dead.getProps().getType()).isEqualTo(properties.build().getType());
        assertTheWorkerGoesOn();
    }

    @Test
    void deadLettersHeadersThatFillTheFrameAndSaysWhichItLeftOut() {
        bed().publish(
                        properties("parcel", id())
                                .headers(Map.of("big", "b".repeat(120 << 10), "small", "s"))
                                .build(),
                        GOOD);
        GetResponse dead = bed().awaitDead();
        assertSaysWhatIsWrong(dead, List.of("headers"));
        assertThat(header(dead, "small")).hasValue("s");
        assertThat(header(dead, "headers-left-out")).hasValue("big");
        assertTheWorkerGoesOn();
    }

    /** Times at the ends of what can be written: a date of year 1 is what some platforms send for "none". */
    static Stream<Arguments> extremeTimes() {
        return Stream.of("due-at", "first-enqueued-at")
                .flatMap(name -> Stream.<Object>of("0001-01-01T00:00:00Z", -62_135_596_800_000L)
                        .map(value -> arguments(name, value)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("extremeTimes")
    void runsAJobWhoseTimesAreAbsurdlyLongAgo(String header, Object value) {
        bed().publish(properties("parcel", id()).headers(Map.of(header, value)).build(), named("old"));
        await().atMost(SOON).until(() -> RAN.remove("old"));
        assertTheWorkerGoesOn();
    }

    @Test
    void treatsClassNamesInThePayloadAsPlainData() {
        String gadget = Gadget.class.getName();
        String typed = "{\"@class\":\"" + gadget + "\",\"@type\":\"" + gadget + "\",\"command\":\"rm\"}";
        String wrapped = "[\"" + gadget + "\",{\"command\":\"rm\"}]";
        bed().publish(properties("loose", id()).build(), "{\"anything\":" + typed + ",\"more\":" + typed + "}");
        bed().publish(properties("loose", id()).build(), "{\"anything\":" + wrapped + "}");
        bed().publish(
                        properties("loose", id())
                                .headers(Map.of("__TypeId__", gadget))
                                .build(),
                        "{\"@class\":\"" + gadget + "\",\"anything\":1}");
        await().atMost(SOON).until(() -> READ.size() == 3);
        assertThat(READ)
                .extracting(Loose::anything)
                .satisfiesExactlyInAnyOrder(
                        plain -> assertThat(plain).isInstanceOf(Map.class),
                        list -> assertThat(list).isEqualTo(List.of(gadget, Map.of("command", "rm"))),
                        number -> assertThat(number).isEqualTo(1));
        assertThat(Gadget.MADE).hasValue(0);
        bed().publish(properties("parcel", id()).build(), wrapped);
        assertSaysWhatIsWrong(bed().awaitDead(), List.of("Parcel"));
        assertThat(Gadget.MADE).hasValue(0);
        READ.clear();
    }

    private static void assertDeadLettered(BasicProperties.Builder sent, byte[] body, List<String> words) {
        double retriesBefore = processed("retry");
        bed().publish(sent.build(), body);
        GetResponse dead = bed().awaitDead();
        assertThat(dead.getBody()).as("bytes as they came").isEqualTo(body);
        assertSaysWhatIsWrong(dead, words);
        assertKept(sent.build(), dead.getProps());
        assertThat(processed("retry")).as("retries").isEqualTo(retriesBefore);
        assertTheWorkerGoesOn();
    }

    private static void assertSaysWhatIsWrong(GetResponse dead, List<String> words) {
        assertThat(header(dead, "dead-reason")).hasValue("malformed");
        assertThat(header(dead, "dead-lane")).hasValue(LaneName.DEFAULT.value());
        assertThat(header(dead, "error-message").orElse("")).contains(words).hasSizeLessThan(1_025);
    }

    private static void assertKept(BasicProperties sent, BasicProperties dead) {
        assertThat(dead.getMessageId()).isEqualTo(sent.getMessageId());
        assertThat(dead.getType()).isEqualTo(sent.getType());
        assertThat(dead.getContentEncoding()).isEqualTo(sent.getContentEncoding());
        Map<String, Object> headers = sent.getHeaders() == null ? Map.of() : sent.getHeaders();
        headers.forEach((name, value) ->
                assertThat(comparable(dead.getHeaders().get(name))).as(name).isEqualTo(comparable(value)));
    }

    private static Object comparable(@Nullable Object value) {
        return value instanceof byte[] bytes
                ? HexText.of(bytes)
                : value instanceof Date date ? date.toInstant() : String.valueOf(value);
    }

    private record HexText(String hex) {
        static HexText of(byte[] bytes) {
            return new HexText(HexFormat.of().formatHex(bytes));
        }
    }

    private static double processed(String status) {
        return bed().registry().find("jobs.processed").tag("status", status).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static void assertTheWorkerGoesOn() {
        String name = id();
        bed().publish(properties("parcel", id()).build(), named(name));
        await("a good job runs").atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> RAN.remove(name));
        assertThat(RAN).isEmpty();
    }

    private static String named(String name) {
        return "{\"name\":\"" + name + "\",\"count\":1,\"number\":2}";
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream output = new GZIPOutputStream(zipped)) {
            output.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    static Map<String, Object> nested(int depth) {
        Map<String, Object> table = new HashMap<>(Map.of("end", 1));
        for (int i = 0; i < depth; i++) {
            table = new HashMap<>(Collections.singletonMap("t", (Object) table));
        }
        return table;
    }

    @ParameterizedTest(name = "{0} levels")
    @ValueSource(ints = {20, 30})
    void livesThroughHeadersThatAreNestedDeeply(int depth) {
        bed().publish(properties("parcel", id()).headers(nested(depth)).build(), named("deep"));
        await().atMost(SOON).until(() -> RAN.remove("deep") || bed().ready(bed().dead()) > 0);
        assertTheWorkerGoesOn();
        bed().takeDead();
    }
}
