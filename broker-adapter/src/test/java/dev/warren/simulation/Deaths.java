package dev.warren.simulation;

import dev.warren.broker.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The header {@code x-death}: one entry per queue and reason, the latest first. */
final class Deaths {
    static final String X_DEATH = "x-death";

    private static final String QUEUE = "queue";
    private static final String REASON = "reason";
    private static final String COUNT = "count";

    private Deaths() {}

    /** The message with one more death on its account. */
    static Message added(Stored dead, String queue, String reason, Instant now) {
        Message.Properties properties = dead.message().properties();
        Map<String, Object> headers = new LinkedHashMap<>(properties.headers());
        List<Map<?, ?>> deaths = deaths(dead.message());
        long count = 1 + takeCount(deaths, queue, reason);
        deaths.add(0, entry(dead, queue, reason, count, now));
        headers.put(X_DEATH, deaths);
        headers.putIfAbsent("x-first-death-queue", queue);
        headers.putIfAbsent("x-first-death-reason", reason);
        headers.putIfAbsent("x-first-death-exchange", dead.exchange());
        return dead.message().withProperties(Headers.withoutExpiration(properties, headers));
    }

    private static Map<String, Object> entry(Stored dead, String queue, String reason, long count, Instant now) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(COUNT, count);
        entry.put(REASON, reason);
        entry.put(QUEUE, queue);
        entry.put("time", Date.from(now));
        entry.put("exchange", dead.exchange());
        entry.put("routing-keys", List.of(dead.routingKey()));
        String expiration = dead.message().properties().expiration();
        if (expiration != null) {
            entry.put("original-expiration", expiration);
        }
        return entry;
    }

    private static long takeCount(List<Map<?, ?>> deaths, String queue, String reason) {
        for (Map<?, ?> death : deaths) {
            if (is(death, QUEUE, queue) && is(death, REASON, reason)) {
                deaths.remove(death);
                return death.get(COUNT) instanceof Number count ? count.longValue() : 1;
            }
        }
        return 0;
    }

    /** Whether the message died in {@code queue} before and no consumer has rejected it since: RabbitMQ drops such a one. */
    static boolean isCycle(Message message, String queue) {
        for (Map<?, ?> death : deaths(message)) {
            if (is(death, REASON, "rejected")) {
                return false;
            }
            if (is(death, QUEUE, queue)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(Map<?, ?> death, String field, String value) {
        return value.equals(Objects.toString(death.get(field)));
    }

    private static List<Map<?, ?>> deaths(Message message) {
        List<Map<?, ?>> deaths = new ArrayList<>();
        @Nullable Object header = message.properties().headers().get(X_DEATH);
        if (header instanceof List<?> list) {
            for (Object death : list) {
                if (death instanceof Map<?, ?> fields) {
                    deaths.add(fields);
                }
            }
        }
        return deaths;
    }
}
