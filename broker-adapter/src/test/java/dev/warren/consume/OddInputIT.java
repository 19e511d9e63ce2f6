package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.testbed.Bed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What real clients send, odd as some of it is, runs. */
class OddInputIT {
    record Note(String text, long number) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final String BODY = "{\"text\":\"ä€😀\",\"number\":9223372036854775807}";

    private static final Queue<Job<Note>> RAN = new ConcurrentLinkedQueue<>();
    private static @Nullable Bed sharedBed;
    private static @Nullable Worker sharedWorker;

    @BeforeAll
    static void startOneWorkerForAllCases() throws Exception {
        Bed bed = Bed.make();
        sharedBed = bed;
        sharedWorker = bed.worker().run(NOTE, RAN::add).start();
        sharedWorker.awaitConsuming(SOON);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(sharedWorker).close();
        bed().close();
    }

    private static Bed bed() {
        return Objects.requireNonNull(sharedBed);
    }

    private static Job<Note> run(BasicProperties properties, byte[] body) {
        bed().publish(properties, body);
        return await().atMost(SOON).until(RAN::poll, Objects::nonNull);
    }

    private static Job<Note> run(BasicProperties properties, String body) {
        return run(properties, body.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> integers() {
        return Stream.<Object>of(
                        (byte) 3, (short) 3, 3, 3L, 3.0f, 3.0d, "3", " 3 ", "3.0", LongStringHelper.asLongString("3"))
                .map(value -> Arguments.of(value.getClass().getSimpleName(), value));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("integers")
    void takesAnIntegerInAnyForm(String kind, Object three) {
        Map<String, Object> headers = Map.of("max-attempts", three, "attempt", three);
        Job<Note> job = run(properties("note", null).headers(headers).build(), BODY);
        assertThat(job.maxAttempts()).isEqualTo(3);
        assertThat(job.attempt()).isEqualTo(3);
    }

    @Test
    void takesAVoidHeaderForAnAbsentOne() {
        Map<String, Object> headers = new HashMap<>();
        List.of(
                        "max-attempts",
                        "attempt",
                        "due-at",
                        "delay-left",
                        "expires-at",
                        "tenant-id",
                        "idempotency-key",
                        "life",
                        "run",
                        "traceparent")
                .forEach(name -> headers.put(name, null));
        Job<Note> job = run(properties("note", null).headers(headers).build(), BODY);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.tenantId()).isEmpty();
    }

    @Test
    void readsThePayloadExactlyWhateverEncodingIsNamedForText() {
        for (String encoding : List.of("utf-8", "UTF-8", "identity", "")) {
            Job<Note> job =
                    run(properties("note", null).contentEncoding(encoding).build(), BODY);
            assertThat(job.payload()).as(encoding).isEqualTo(new Note("ä€😀", Long.MAX_VALUE));
        }
    }

    @Test
    void inflatesABodyInGzip() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream output = new GZIPOutputStream(zipped)) {
            output.write(BODY.getBytes(StandardCharsets.UTF_8));
        }
        Job<Note> job = run(properties("note", null).contentEncoding("gzip").build(), zipped.toByteArray());
        assertThat(job.payload().text()).isEqualTo("ä€😀");
    }

    @Test
    void opensAnEnvelopeInTheBody() {
        String envelope =
                "{\"id\":42,\"type\":\"note\",\"tenantId\":\"t\",\"userId\":7,\"timestamp\":1700000000000,\"data\":"
                        + BODY + "}";
        Job<Note> job = run(new BasicProperties(), envelope);
        assertThat(job.id().value()).isEqualTo("42");
        assertThat(job.payload()).isEqualTo(new Note("ä€😀", Long.MAX_VALUE));
        assertThat(job.tenantId()).hasValue("t");
        assertThat(job.userId()).hasValue("7");
        assertThat(job.enqueuedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
    }

    @Test
    void takesATimestampInMillisecondsForWhatItIs() {
        Instant then = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        Date inMillis = Date.from(Instant.ofEpochSecond(then.toEpochMilli()));
        assertThat(run(properties("note", null).timestamp(inMillis).build(), BODY)
                        .enqueuedAt())
                .isEqualTo(then);
    }

    @Test
    void takesLongAndForeignIds() {
        for (String id : List.of("i".repeat(255), "ä".repeat(127), "注文-😀", "a b/c?d#e")) {
            assertThat(run(properties("note", id).build(), BODY).id().value()).isEqualTo(id);
        }
    }

    @Test
    void runsAndCountsAJobWithoutAnId() {
        double before = bed().registry().get("jobs.without.id").counter().count();
        Job<Note> one = run(properties("note", null).build(), BODY);
        Job<Note> other = run(properties("note", "").build(), BODY);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(bed().registry().get("jobs.without.id").counter().count()).isEqualTo(before + 2);
    }

    @Test
    void runsWhatTheManagementPagePublishes() {
        String properties =
                "{\"type\":\"note\",\"message_id\":\"by-hand\",\"headers\":{\"max-attempts\":\"2\",\"big\":9223372036854775807}}";
        bed().management().publish(bed().lane(), "note", properties, BODY);
        Job<Note> job = await().atMost(SOON).until(RAN::poll, Objects::nonNull);
        assertThat(job.id().value()).isEqualTo("by-hand");
        assertThat(job.maxAttempts()).isEqualTo(2);
        assertThat(job.payload().number()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void runsAJobWhoseForeignHeadersAreOfEveryKind() {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "table",
                Map.of("deep", List.of(Map.of("deeper", 1))),
                "bytes",
                new byte[] {1},
                "yes",
                true,
                "when",
                Date.from(Instant.EPOCH),
                "price",
                new java.math.BigDecimal("1.50")));
        headers.put("nothing", null);
        headers.put("latin", LongStringHelper.asLongString(new byte[] {(byte) 0xE4}));
        headers.putAll(Collections.singletonMap("tenant-id", 12));
        assertThat(run(properties("note", null).headers(headers).build(), BODY).tenantId())
                .hasValue("12");
    }
}
