package dev.warren.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.testsupport.FuzzCorpus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecidedCodecTest {
    private static final int CASES = 500;
    private static final List<DeadReason> REASONS = List.of(DeadReason.values());

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122})
    void whatWasDecidedComesBackAsItWas(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            Decided decided = decided(random);
            Decided back = DecidedCodec.decode(DecidedCodec.encode(decided));
            assertThat(back)
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .as("seed " + seed + ", case " + i)
                    .isEqualTo(decided);
        }
    }

    @Test
    void damagedBytesAreRefusedAndNothingElseHappens() {
        Random random = new Random(7);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = DecidedCodec.encode(decided(random));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> DecidedCodec.decode(cut)).isInstanceOf(StoreException.class);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                DecidedCodec.decode(bytes);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("stored decision");
            }
        }
    }

    @Test
    void whateverIsStoredIsReadOrRefused() {
        FuzzCorpus.run("decided", DecidedFuzz::fuzzerTestOneInput);
    }

    @Test
    void aLaterFormIsRefusedByName() {
        byte[] bytes = DecidedCodec.encode(decided(new Random(1)));
        bytes[0] = 2;
        assertThatThrownBy(() -> DecidedCodec.decode(bytes))
                .hasMessageContaining("form 2")
                .hasMessageContaining("upgrade");
    }

    @Test
    void headersAreRefusedWhenNestedBeyondReason() {
        Map<String, Object> headers = Map.of();
        for (int depth = 0; depth <= DecidedWriter.DEEPEST; depth++) {
            headers = Map.of("in", headers);
        }
        Decided deep = new Decided(
                new Decision.Succeed(Optional.empty()),
                Optional.of(
                        new Publication("", "", new Message(Message.Properties.of("t", "i", headers), new byte[0]))));
        assertThatThrownBy(() -> DecidedCodec.encode(deep)).hasMessageContaining("nested");
    }

    private static Decided decided(Random random) {
        return new Decided(
                decision(random), random.nextBoolean() ? Optional.of(publication(random)) : Optional.empty());
    }

    private static Decision decision(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Decision.Succeed(Optional.ofNullable(random.nextBoolean() ? null : text(random)));
            case 1 ->
                new Decision.Retry(
                        coordinates(random), random.nextInt(99), instant(random), duration(random), failure(random));
            case 2 -> new Decision.Snooze(coordinates(random), random.nextInt(99), instant(random), duration(random));
            default ->
                new Decision.Dead(
                        REASONS.get(random.nextInt(REASONS.size())),
                        failure(random),
                        random.nextInt(),
                        instant(random));
        };
    }

    private static Coordinates coordinates(Random random) {
        return new Coordinates(random.nextInt(3), 1 + random.nextInt(Integer.MAX_VALUE));
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private static Duration duration(Random random) {
        return Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private static Failure failure(Random random) {
        return new Failure(text(random), text(random), text(random));
    }

    private static String text(Random random) {
        List<String> texts = List.of("", "a", "ä€😀", "\u0000\n'\"", "x".repeat(70_000), "null", "7");
        return texts.get(random.nextInt(texts.size()));
    }

    @SuppressWarnings("NullAway") // half of the properties are missing
    private static Publication publication(Random random) {
        String some = random.nextBoolean() ? null : text(random);
        String other = random.nextBoolean() ? null : text(random);
        Message.Properties properties = new Message.Properties(
                some,
                other,
                some,
                other,
                some,
                other,
                random.nextBoolean() ? null : random.nextLong(),
                random.nextBoolean() ? null : random.nextInt(),
                some,
                other,
                some,
                other,
                headers(random, 3));
        return new Publication(text(random), text(random), new Message(properties, bytes(random)));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Map<String, Object> headers(Random random, int depth) {
        Map<String, Object> headers = new LinkedHashMap<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            headers.put("h" + i, header(random, depth));
        }
        return headers;
    }

    @SuppressWarnings({"JavaUtilDate", "NullAway"}) // a header may be void, and a time is a Date
    private static Object header(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 12)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> (short) random.nextInt();
            case 3 -> (byte) random.nextInt();
            case 4 -> random.nextBoolean();
            case 5 -> random.nextDouble();
            case 6 -> random.nextFloat();
            case 7 -> new BigDecimal(new BigInteger(100, random), random.nextInt(20) - 10);
            case 8 -> new Date(random.nextLong());
            case 9 -> bytes(random);
            case 10 -> text(random);
            case 11 -> null;
            case 12 -> new LinkedHashMap<>(headers(random, depth - 1));
            default -> new ArrayList<>(new HashMap<>(headers(random, depth - 1)).values());
        };
    }
}
