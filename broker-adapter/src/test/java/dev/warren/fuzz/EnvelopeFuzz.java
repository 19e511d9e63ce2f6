package dev.warren.fuzz;

import dev.warren.wire.MalformedMessage;
import dev.warren.wire.PayloadCodec.BodyEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The body envelope: its payload is the very bytes that stand in it, and JSON by itself. */
public final class EnvelopeFuzz {
    private EnvelopeFuzz() {}

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
        Fuzz.require(Objects.equals(alone(envelope.data()), inside(input)), "another payload: " + data);
    }

    private static Optional<Object> alone(byte[] data) {
        return value(data, Object.class);
    }

    private static Optional<Object> inside(byte[] input) {
        return value(input, Map.class).map(fields -> fields.get("data"));
    }

    private static <T> Optional<T> value(byte[] json, Class<T> type) {
        try {
            return Optional.of(Fuzz.CODEC.read(json, type));
        } catch (MalformedMessage e) {
            Fuzz.require(e.sentence().startsWith("the payload is null"), "not JSON by itself: " + e.sentence());
            return Optional.empty();
        }
    }
}
