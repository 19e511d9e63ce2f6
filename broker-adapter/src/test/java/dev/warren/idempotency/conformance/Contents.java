package dev.warren.idempotency.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.Decided;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what went into a store with what came out: arrays by their bytes, texts as texts, numbers with their kinds. */
final class Contents {
    private Contents() {}

    static void assertSame(Decided actual, Decided expected) {
        assertThat(actual.decision()).isEqualTo(expected.decision());
        assertThat(actual.follows().isPresent())
                .as("whether something follows")
                .isEqualTo(expected.follows().isPresent());
        expected.follows().ifPresent(wanted -> assertSame(actual.follows().orElseThrow(), wanted));
    }

    private static void assertSame(Publication actual, Publication expected) {
        assertThat(actual.exchange()).isEqualTo(expected.exchange());
        assertThat(actual.routingKey()).isEqualTo(expected.routingKey());
        assertThat(Arrays.equals(actual.message().body(), expected.message().body()))
                .as("the same body")
                .isTrue();
        Message.Properties one = actual.message().properties();
        Message.Properties other = expected.message().properties();
        assertThat(withoutHeaders(one)).isEqualTo(withoutHeaders(other));
        assertThat(comparable(one.headers())).isEqualTo(comparable(other.headers()));
    }

    private static Message.Properties withoutHeaders(Message.Properties all) {
        return new Message.Properties(
                all.type(),
                all.messageId(),
                all.contentType(),
                all.contentEncoding(),
                all.correlationId(),
                all.replyTo(),
                all.timestampSeconds(),
                all.priority(),
                all.appId(),
                all.userId(),
                all.clusterId(),
                all.expiration(),
                Map.of());
    }

    /** A value in a form that equals another of the same kind and content only. */
    private static Object comparable(Object value) {
        if (value instanceof Map<?, ?> table) {
            Map<String, Object> entries = new LinkedHashMap<>();
            table.forEach((name, each) -> entries.put(name.toString(), comparable(each)));
            return entries;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Contents::comparable).toList();
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + Arrays.toString(bytes);
        }
        boolean isExact = value instanceof Number || value instanceof Boolean || value instanceof Date;
        return isExact ? value : "text " + value;
    }

    /** 1 MiB of JSON text with letters of one to four bytes. */
    static String large() {
        StringBuilder text = new StringBuilder("\"");
        while (text.length() < 1 << 19) {
            text.append("ä€😀 plain \\\" \\u0000 ");
        }
        String padded = text.toString();
        int bytes = padded.getBytes(StandardCharsets.UTF_8).length;
        return padded + "x".repeat(Math.max(0, (1 << 20) - bytes - 1)) + "\"";
    }

    /** A header of every kind that AMQP has and a client gives. */
    @SuppressWarnings("JavaUtilDate") // it is what the client gives for a time
    static Map<String, Object> everyKindOfHeader() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("text", "ä€😀\u0000\n\t\"'\\");
        headers.put("empty text", "");
        headers.put("text of the client", LongStringHelper.asLongString("ä€😀"));
        headers.put("long text", "x".repeat(70_000));
        headers.put("true", true);
        headers.put("false", false);
        headers.put("byte", (byte) -128);
        headers.put("short", (short) -32768);
        headers.put("integer", 7);
        headers.put("least integer", Integer.MIN_VALUE);
        headers.put("long", 7L);
        headers.put("most long", Long.MAX_VALUE);
        headers.put("float", 1.1f);
        headers.put("double", 1.1d);
        headers.put("odd double", Double.NEGATIVE_INFINITY);
        headers.put("no number", Double.NaN);
        headers.put("decimal", new BigDecimal("1.10"));
        headers.put("date", new Date(1_795_348_800_000L));
        headers.put("bytes", new byte[] {0, -1, 127, -128});
        headers.put("no bytes", new byte[0]);
        headers.put("list", List.of(1, 1L, "1", List.of(), Map.of("in", List.of(true))));
        headers.put("table", Map.of("a", Map.of("b", Map.of("c", 1L)), "d", new byte[] {1}, "$type", "long"));
        headers.put("ä€😀 a name", 1);
        return headers;
    }
}
