package dev.warren.console.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.JobTypeName;
import dev.warren.publish.NewJob;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobLineTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private static JobLine parse(String line) {
        return JobLine.parse(line.getBytes(StandardCharsets.UTF_8), CLOCK);
    }

    @Test
    void readsAllThatMayBeSaidOfAJob() {
        JobLine line = parse("""
                {"type":"email.send","payload":{"n":9007199254740993},"lane":"bulk","delay":"90s","id":"i","key":"k",
                "max_attempts":3,"expires":"15m","tenant":"acme","user":"u","correlation_id":"c","reply_to":"answers",
                "headers":{"traceparent":"00-1","x":9223372036854775807}}""");
        NewJob<?> job = line.fields().job(line.type().orElseThrow(), line.payload());
        assertThat(job.type().name()).isEqualTo(new JobTypeName("email.send"));
        assertThat(job.payload().toString()).isEqualTo("{\"n\":9007199254740993}");
        assertThat(job.lane()).isEqualTo(LaneName.BULK);
        assertThat(job.replyTo()).hasValue("answers");
        assertThat(job.delay().orElseThrow()).hasSeconds(90);
        assertThat(job.headers())
                .containsAllEntriesOf(Map.of(
                        "idempotency-key",
                        "k",
                        "max-attempts",
                        3,
                        "expires-at",
                        Instant.parse("2026-11-22T10:15:00Z").toEpochMilli(),
                        "tenant-id",
                        "acme",
                        "user-id",
                        "u",
                        "traceparent",
                        "00-1",
                        "x",
                        Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"payload\":1               | it is not JSON (line 1, column ",
                "[]                           | it is no JSON object",
                "{\"type\":\"x\"}             | it has no field 'payload'",
                "{\"payload\":1,\"lanes\":1}  | it has an unknown field 'lanes'. Did you mean 'lane'?",
                "{\"payload\":1,\"lane\":\"A B\"} | lane name 'A B'",
                "{\"payload\":1,\"lane\":7}   | its field 'lane' must be a text",
                "{\"payload\":1,\"due\":\"soon\"} | 'soon' is not a time",
                "{\"payload\":1,\"max_attempts\":1.5} | its field 'max_attempts' must be a whole number",
                "{\"payload\":1,\"payload\":2} | it is not JSON (line 1, column ",
                "{\"payload\":1,\"delay\":\"1s\",\"due\":\"1m\"} | both a delay and a due time are given",
                "{\"payload\":1,\"headers\":{\"a\":[]}} | the header 'a' must be a text",
                "{\"payload\":1} x            | it is not JSON (line 1, column "
            })
    void saysWhatIsWrongWithALine(String line, String complaint) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void showsNothingOfTheParsersInnards() {
        assertThatThrownBy(() -> parse("{\"payload\":1"))
                .hasMessage(
                        "it is not JSON (line 1, column 13): Unexpected end-of-input: expected close marker for Object");
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> parse("{\"payload\":" + "[".repeat(200_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void whatALineSaysWinsOverTheCommandLine() {
        JobFields line = parse("{\"payload\":1,\"delay\":\"5s\",\"headers\":{\"a\":\"line\"}}")
                .fields();
        JobFields options = parse(
                        "{\"payload\":1,\"due\":\"1h\",\"tenant\":\"t\",\"headers\":{\"a\":\"x\",\"b\":\"y\"}}")
                .fields();
        JobFields both = line.orElse(options);
        assertThat(both.due()).isEmpty();
        assertThat(both.tenant()).contains("t");
        assertThat(both.headers()).isEqualTo(Map.of("a", "line", "b", "y"));
    }

    @Test
    void theIdsOfARunAreRepeatableDistinctAndGrow() {
        LineIds ids = new LineIds(1_790_000_000_000L, -1);
        Set<String> seen = new HashSet<>();
        String previous = "";
        for (long line = 1; line < 2L << 28; line = line * 3 + 1) {
            String id = ids.of(line);
            assertThat(id).isGreaterThan(previous).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*");
            assertThat(seen.add(id)).isTrue();
            assertThat(new LineIds(1_790_000_000_000L, -1).of(line)).isEqualTo(id);
            previous = id;
        }
        assertThat(new LineIds(1_790_000_000_000L, 5).of(1)).isNotEqualTo(ids.of(1));
    }
}
