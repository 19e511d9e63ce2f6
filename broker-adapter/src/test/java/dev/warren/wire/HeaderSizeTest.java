package dev.warren.wire;

import static dev.warren.wire.Messages.NOW;
import static dev.warren.wire.Messages.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.broker.Message;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against amqp-client's own idea of how large a header table is. */
class HeaderSizeTest {
    private static final int FRAME_BYTES = 128 << 10;

    private static final Failure LARGEST_FAILURE = new Failure("€".repeat(300), "€".repeat(2_000), "€".repeat(9_000));
    private static final Decision.Dead DEAD =
            new Decision.Dead(DeadReason.REJECTED_BY_HANDLER, LARGEST_FAILURE, 7, NOW);

    @Test
    void neverEstimatesTooFewBytes() throws IOException {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 20_000; i++) {
            Map<String, Object> table = new HashMap<>();
            for (int k = random.nextInt(8); k > 0; k--) {
                table.put(name(random), RandomMessages.value(random, 0));
            }
            Map<String, Object> headers = withShortNames(table);
            assertThat(HeaderSize.of(headers)).as("%s", headers).isGreaterThanOrEqualTo(contentBytes(headers));
        }
    }

    @Test
    void hasNothingToEstimateWithoutHeaders() {
        assertThat(HeaderSize.of(Map.of())).isZero();
    }

    private static String name(Random random) {
        return random.nextBoolean() ? "x" + random.nextInt(100) : "€".repeat(random.nextInt(85));
    }

    /** AMQP's names have 255 bytes at most, which the random tables inside do not keep to. */
    private static Map<String, Object> withShortNames(Map<?, ?> table) {
        Map<String, Object> shortened = new HashMap<>();
        table.forEach((name, value) -> {
            String text = String.valueOf(name);
            shortened.put(text.substring(0, Math.min(text.length(), 85)), inside(value));
        });
        return shortened;
    }

    private static @Nullable Object inside(@Nullable Object value) {
        if (value instanceof Map<?, ?> table) {
            return withShortNames(table);
        }
        return value instanceof List<?> list
                ? list.stream().map(HeaderSizeTest::inside).collect(Collectors.toCollection(ArrayList::new))
                : value;
    }

    /** What the table adds to a frame: its length prefix and its fields. */
    private static long contentBytes(Map<String, Object> headers) throws IOException {
        return headers.isEmpty() ? 0 : 4 + Frame.tableSize(headers);
    }

    /** The whole header frame, by the client's own writer. */
    private static long frameBytes(Message message) throws IOException {
        Message.Properties properties = message.properties();
        AMQP.BasicProperties amqp = new AMQP.BasicProperties.Builder()
                .type(properties.type())
                .messageId(properties.messageId())
                .contentType(properties.contentType())
                .contentEncoding(properties.contentEncoding())
                .correlationId(properties.correlationId())
                .replyTo(properties.replyTo())
                .appId(properties.appId())
                .clusterId(properties.clusterId())
                .headers(properties.headers())
                .build();
        return amqp.toFrame(1, message.body().length).size();
    }

    @ParameterizedTest(name = "{0} headers of {1} bytes")
    @CsvSource({"1, 48000", "2, 24000", "40, 1100", "900, 20", "1900, 1"})
    void anyJobWithinTheLimitsFitsIntoAFrameEvenAsADeadLetter(int count, int size) throws IOException {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put("h" + i, "x".repeat(size));
        }
        JobMessage job = Messages.read(Messages.of(headers));
        Message dead = MessageWriter.dead(job, DEAD, "bulk", "w".repeat(36));
        assertThat(frameBytes(dead)).isLessThan(FRAME_BYTES);
        assertThat(dead.properties().headers()).doesNotContainKey("headers-left-out");
        Message retry = MessageWriter.retry(
                job, new Decision.Retry(job.coordinates().nextRun(), 2, NOW, Duration.ZERO, LARGEST_FAILURE));
        assertThat(frameBytes(retry)).isLessThan(FRAME_BYTES);
    }

    @Test
    void leavesOutTheLargestOfTheProducersHeadersFirst() {
        Map<String, Object> kept = HeaderSize.fit(
                headers(
                        "a",
                        "x".repeat(40_000),
                        "b",
                        "x".repeat(50_000),
                        "c",
                        "x".repeat(20_000),
                        "ours",
                        "x".repeat(30_000)),
                Set.of("ours"));
        assertThat(kept).containsOnlyKeys("a", "c", "ours", "headers-left-out");
        assertThat(kept.get("headers-left-out")).isEqualTo("b");
    }

    @Test
    void remembersWhatWasLeftOutBefore() {
        Map<String, Object> kept = HeaderSize.fit(
                headers("a", "x".repeat(90_000), "b", "x".repeat(90_000), "headers-left-out", "z"), Set.of());
        assertThat(kept).hasSize(2);
        assertThat((String) kept.get("headers-left-out")).startsWith("z, ").hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotency-key", "tenant-id", "traceparent", "attempt", "own"})
    void aMessageWithOneGiantHeaderStillFitsAsADeadLetter(String name) throws IOException {
        Message message = Messages.of(headers(name, "x".repeat(130_500 - name.length())));
        assertThat(frameBytes(message)).isLessThan(FRAME_BYTES);
        Message dead = MessageWriter.deadUnread(message, DEAD, "bulk", "w".repeat(36));
        assertThat(frameBytes(dead)).isLessThan(FRAME_BYTES);
        assertThat(dead.properties().headers())
                .containsEntry("headers-left-out", name)
                .containsEntry("dead-reason", "rejected-by-handler")
                .containsEntry("error-stack", LARGEST_FAILURE.stack());
    }

    @Test
    void aMessageWithVeryManyHeadersStillFitsAndSoon() throws IOException {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < 18_000; i++) {
            headers.put(Integer.toString(i, 36), null);
        }
        Message message = Messages.of(headers);
        assertThat(frameBytes(message)).isLessThan(FRAME_BYTES);
        long start = System.nanoTime();
        Message dead = MessageWriter.deadUnread(message, DEAD, "bulk", "w");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(frameBytes(dead)).isLessThan(FRAME_BYTES);
    }

    @Test
    void whatHidesBehindDeepNestingIsLeftOut() throws IOException {
        Object value = LongStringHelper.asLongString("x".repeat(120_000));
        for (int i = 0; i < 40; i++) {
            value = new ArrayList<>(List.of(value));
        }
        Message message = Messages.of(headers("deep", value));
        assertThat(Messages.refusal(message)).contains("nested deeper");
        Message dead = MessageWriter.deadUnread(message, DEAD, "bulk", "w");
        assertThat(frameBytes(dead)).isLessThan(FRAME_BYTES);
        assertThat(dead.properties().headers()).containsEntry("headers-left-out", "deep");
    }

    @Test
    void cutsTheListOfWhatWasLeftOut() {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < 600; i++) {
            headers.put("a-rather-long-name-" + i, "x".repeat(500));
        }
        Map<String, Object> kept = HeaderSize.fit(headers, Set.of());
        assertThat((String) kept.get("headers-left-out")).hasSize(1_024);
        assertThat(HeaderSize.of(kept)).isLessThan(FRAME_BYTES);
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}: {4}")
    @CsvSource({
        "0, 1, 1, 1, maxBodyBytes is 0; it must be from 1 to 134217728",
        "134217729, 1, 1, 1, maxBodyBytes is 134217729; it must be from 1 to 134217728",
        "1, 0, 1, 1, maxDepth is 0; it must be from 1 to 1000",
        "1, 1001, 1, 1, maxDepth is 1001; it must be from 1 to 1000",
        "1, 1, 0, 1, maxHeaderBytes is 0; it must be from 1 to 65536",
        "1, 1, 65537, 1, maxHeaderBytes is 65537; it must be from 1 to 65536",
        "1, 1, 1, 0, maxAttempts is 0; it must be from 1 to 1000",
        "1, 1, 1, 1001, maxAttempts is 1001; it must be from 1 to 1000",
    })
    void refusesLimitsOutOfBounds(int body, int depth, int header, int attempts, String message) {
        assertThatThrownBy(() -> new WireLimits(body, depth, header, attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
