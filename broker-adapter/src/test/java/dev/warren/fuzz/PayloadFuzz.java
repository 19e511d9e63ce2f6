package dev.warren.fuzz;

import dev.warren.wire.MalformedMessage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A payload with a field of every usual type: read or refused, and what was read comes back from what is written of it. */
public final class PayloadFuzz {
    enum Colour {
        RED,
        GREEN
    }

    record Inner(String name, @Nullable Inner next) {}

    @SuppressWarnings("ImmutableEnumChecker")
    record Everything(
            byte int8,
            short int16,
            int int32,
            long int64,
            @Nullable Long boxed,
            float binary32,
            double binary64,
            boolean truth,
            char letter,
            @Nullable BigInteger big,
            @Nullable BigDecimal decimal,
            @Nullable String text,
            @Nullable Colour colour,
            @Nullable UUID uuid,
            @Nullable Instant instant,
            @Nullable Duration duration,
            @Nullable LocalDate date,
            @Nullable LocalDateTime local,
            @Nullable OffsetDateTime offset,
            Optional<String> maybe,
            OptionalLong maybeLong,
            @Nullable List<Inner> list,
            @Nullable Set<Integer> set,
            @Nullable Map<String, BigDecimal> map,
            @Nullable Map<Colour, Object> byColour,
            @Nullable Object anything) {}

    private PayloadFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("{}".getBytes(StandardCharsets.UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        roundTrip(input, Everything.class);
        roundTrip(input, Object.class);
    }

    private static void roundTrip(byte[] input, Class<?> type) {
        Object payload;
        try {
            payload = Fuzz.CODEC.read(input, type);
        } catch (MalformedMessage e) {
            Fuzz.requireSentence(e.sentence());
            return;
        }
        byte[] written = Fuzz.CODEC.write(payload);
        try {
            Object again = Fuzz.CODEC.read(written, type);
            // Not by equals: in a map the decimal 1e0 comes back as the whole number 1.
            Fuzz.require(
                    Arrays.equals(written, Fuzz.CODEC.write(again)),
                    "another payload came back: " + payload + " as " + again);
        } catch (MalformedMessage e) {
            // What is written may be longer or deeper than what was read: a text of emoji grows sixfold in escapes.
            Fuzz.require(e.sentence().contains("limit on JSON"), "what was written can't be read: " + e.sentence());
        }
    }
}
