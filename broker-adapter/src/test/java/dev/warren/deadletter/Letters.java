package dev.warren.deadletter;

import dev.warren.broker.Message;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters for tests. */
final class Letters {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final LetterReader READER = new LetterReader(Clock.fixed(NOW, ZoneOffset.UTC));

    private Letters() {}

    static Message message(String type, String id, Map<String, Object> headers, String body) {
        return new Message(Message.Properties.of(type, id, headers), body.getBytes(StandardCharsets.UTF_8));
    }

    /** A letter with these headers. */
    static DeadLetter with(Map<String, Object> headers) {
        return READER.read(message("email.send", "a", headers, "{}"), LaneName.DEFAULT);
    }

    static DeadLetter of(String id, Map<String, Object> headers, String body) {
        return READER.read(message("email.send", id, headers, body), LaneName.DEFAULT);
    }

    static DeadLetter of(Message message) {
        return READER.read(message, LaneName.DEFAULT);
    }

    /** The broker's account of a message that it gave up on, after it had come over the delay ladder. */
    static List<Map<String, Object>> deliveryLimit(Instant at) {
        return List.of(
                Map.of("reason", "expired", "queue", "jobs.default.delay.03", "time", Date.from(at.minusSeconds(9))),
                Map.of("reason", "delivery_limit", "queue", "jobs.default", "time", Date.from(at)));
    }

    static Map<String, Object> and(Map<String, Object> headers, String name, Object value) {
        Map<String, Object> more = new TreeMap<>(headers);
        more.put(name, value);
        return more;
    }
}
