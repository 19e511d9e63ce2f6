package dev.warren.fuzz;

import dev.warren.broker.Message;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.Reading;
import java.time.Instant;
import java.util.Map;

/** A compressed body: inflated within the limit, or refused. The first byte says whether its job type stands in an envelope. */
public final class GzipFuzz {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private GzipFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput(new byte[] {0, 1});
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String type = (input[0] & 1) == 0 ? "greet" : null;
        Message message = new Message(
                new Message.Properties(
                        type, "id-1", null, "gzip", null, null, null, null, null, null, null, null, Map.of()),
                java.util.Arrays.copyOfRange(input, 1, input.length));
        Reading reading = Fuzz.READER.read(message, NOW);
        try {
            if (reading instanceof Reading.Readable readable) {
                byte[] json = Fuzz.READER.payloadJson(readable.job());
                Fuzz.require(json.length <= Fuzz.LIMITS.maxBodyBytes(), "inflated beyond the limit: " + json.length);
                Fuzz.READER.payload(readable.job(), Map.class);
            }
        } catch (MalformedMessage e) {
            Fuzz.requireSentence(e.sentence());
        }
    }
}
