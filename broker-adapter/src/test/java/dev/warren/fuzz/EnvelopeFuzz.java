package dev.warren.fuzz;

import dev.warren.wire.MalformedMessage;
import dev.warren.wire.PayloadCodec.BodyEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body envelope: its payload is the very bytes that stand in it, and JSON by itself. */
public final class EnvelopeFuzz {
    private EnvelopeFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("{\"type\":\"t\"}".getBytes(StandardCharsets.UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        BodyEnvelope envelope;
        try {
            envelope = Fuzz.CODEC.readEnvelope(input);
        } catch (MalformedMessage e) {
            Fuzz.requireSentence(e.sentence());
            return;
        }
        String data = new String(envelope.data(), StandardCharsets.UTF_8);
        Fuzz.require(
                data.equals("null") || new String(input, StandardCharsets.UTF_8).contains(data),
                "other bytes: " + data);
        if (value(input, Map.class) instanceof Map<?, ?> whole) {
            Fuzz.require(
                    Objects.equals(value(envelope.data(), Object.class), whole.get("data")),
                    "another payload: " + data);
        }
    }

    /** The value; null when it is null, or when a number in it is beyond what Java holds. */
    private static @Nullable Object value(byte[] json, Class<?> type) {
        try {
            return Fuzz.CODEC.read(json, type);
        } catch (MalformedMessage e) {
            Fuzz.require(!e.sentence().startsWith("the body"), "not JSON by itself: " + e.sentence());
            return null;
        }
    }
}
