package dev.warren.wire;

import dev.warren.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages and readers for tests. */
final class Messages {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final MessageReader READER = reader(WireLimits.STANDARD);

    private Messages() {}

    static MessageReader reader() {
        return READER;
    }

    static MessageReader reader(WireLimits limits) {
        return new MessageReader(limits, JacksonCodec.within(limits), () -> "made-id");
    }

    static Message of(Map<String, Object> headers) {
        return new Message(Message.Properties.of("greet", "id-1", headers), bytes("{\"name\":\"a\"}"));
    }

    static Message of(@Nullable String type, @Nullable String id, String body) {
        return of(type, id, null, null, Map.of(), bytes(body));
    }

    static Message of(
            @Nullable String type,
            @Nullable String id,
            @Nullable String encoding,
            @Nullable Long timestamp,
            Map<String, Object> headers,
            byte[] body) {
        return new Message(
                new Message.Properties(
                        type, id, null, encoding, null, null, timestamp, null, null, null, null, null, headers),
                body);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, Object> headers(Object... namesAndValues) {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    static JobMessage read(Message message) {
        Reading reading = reader().read(message, NOW);
        if (reading instanceof Reading.Readable readable) {
            return readable.job();
        }
        throw new AssertionError("not readable: " + reading);
    }

    static String refusal(Message message) {
        return refusal(reader(), message);
    }

    static String refusal(MessageReader reader, Message message) {
        Reading reading = reader.read(message, NOW);
        if (reading instanceof Reading.Malformed malformed) {
            return malformed.sentence();
        }
        throw new AssertionError("not refused: " + reading);
    }
}
