package dev.warren.wire;

import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.broker.Message;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Messages nobody has thought of. */
@SuppressWarnings("JavaUtilDate") // what amqp-client makes of an AMQP timestamp
final class RandomMessages {
    private static final List<String> NAMES = List.of(
            "idempotency-key",
            "tenant-id",
            "user-id",
            "max-attempts",
            "expires-at",
            "due-at",
            "delay-left",
            "attempt",
            "run",
            "life",
            "holds",
            "deferred-since",
            "first-enqueued-at",
            "dead-reason",
            "x-death",
            "x-delivery-count",
            "traceparent",
            "CC",
            "x-own");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "0",
            "1",
            "7",
            "-1",
            "1.0",
            "1e3",
            "1e999999999",
            "NaN",
            "2026-11-22T12:00:00Z",
            "é€😀",
            "\u0000",
            "delivery_limit",
            "+999999999-12-31T23:59:59Z",
            "9223372036854775807",
            "\ud800");

    private static final List<String> BODIES = List.of(
            "{}",
            "null",
            "[]",
            "{\"name\":\"a\",\"times\":1}",
            "{\"type\":\"greet\",\"data\":{}}",
            "{\"type\":\"greet\",\"id\":7}",
            "{\"type\":1e9}",
            "\"\\ud800\"",
            "[[[[",
            "1e999999999");

    private RandomMessages() {}

    static Message anything(Random random) {
        Message.Properties properties = new Message.Properties(
                random.nextInt(3) == 0 ? null : maybe(random, "greet", text(random)),
                maybe(random, "id-1", text(random)),
                maybe(random, "application/json", text(random)),
                random.nextInt(4) != 0 ? null : maybe(random, "gzip", text(random)),
                null,
                null,
                random.nextInt(3) == 0 ? random.nextLong() >> random.nextInt(63) : null,
                null,
                null,
                maybe(random, "guest", ""),
                null,
                null,
                headers(random, random.nextInt(4)));
        return new Message(properties, body(random));
    }

    private static @Nullable String maybe(Random random, String usual, String other) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> other;
            default -> usual;
        };
    }

    private static byte[] body(Random random) {
        byte[] body = switch (random.nextInt(4)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                yield noise;
            }
            default -> BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8);
        };
        if (body.length > 0 && random.nextInt(3) == 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    static Map<String, Object> headers(Random random, int count) {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(
                    random.nextInt(5) == 0 ? text(random) : NAMES.get(random.nextInt(NAMES.size())), value(random, 0));
        }
        return headers;
    }

    /** Every type that amqp-client reads from a header table. */
    static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 14 : 17)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (short) random.nextInt();
            case 2 -> random.nextInt(10);
            case 3 -> random.nextLong() >> random.nextInt(63);
            case 4 -> random.nextFloat() * 10;
            case 5 -> (double) random.nextInt(10);
            case 6 -> Double.longBitsToDouble(random.nextLong());
            case 7 -> new BigDecimal(random.nextInt()).movePointLeft(random.nextInt(9));
            case 8 -> random.nextBoolean();
            case 9 -> new Date((random.nextInt() & 0x7fffffffL) * 1_000);
            case 10 -> new byte[random.nextInt(50)];
            case 11 -> null;
            case 12 -> LongStringHelper.asLongString(noise(random));
            case 13 -> LongStringHelper.asLongString(text(random));
            case 14 -> {
                List<Object> array = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
            default -> {
                Map<String, Object> table = new HashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    table.put(text(random), value(random, depth + 1));
                }
                if (random.nextBoolean()) {
                    table.put("reason", "delivery_limit");
                }
                yield table;
            }
        };
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    static String text(Random random) {
        return random.nextInt(8) == 0 ? "x".repeat(random.nextInt(600)) : TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
