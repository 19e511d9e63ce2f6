package dev.warren.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.PastAttempt.Ending;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import dev.warren.testsupport.FuzzCorpus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryCodecTest {
    private static final int CASES = 500;
    private static final List<Ending> ENDINGS = List.of(Ending.values());

    @Test
    void whatIsPastComesBackAsItWas() {
        Random random = new Random(20261122);
        for (int i = 0; i < CASES; i++) {
            List<PastAttempt> history = history(random);
            assertThat(HistoryCodec.decode(HistoryCodec.encode(history))).isEqualTo(history);
        }
    }

    @Test
    void damagedBytesAreRefusedAndNothingElseHappens() {
        Random random = new Random(7);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = HistoryCodec.encode(history(random));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> HistoryCodec.decode(cut)).isInstanceOf(StoreException.class);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                HistoryCodec.decode(bytes);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("stored history");
            }
        }
    }

    @Test
    void whateverIsStoredIsReadOrRefused() {
        FuzzCorpus.run("history", HistoryFuzz::fuzzerTestOneInput);
    }

    @Test
    void aLaterFormIsRefusedByName() {
        byte[] bytes = HistoryCodec.encode(List.of());
        bytes[0] = 2;
        assertThatThrownBy(() -> HistoryCodec.decode(bytes))
                .hasMessageContaining("form 2")
                .hasMessageContaining("upgrade");
    }

    private static List<PastAttempt> history(Random random) {
        return Stream.generate(() -> attempt(random)).limit(random.nextInt(11)).toList();
    }

    private static PastAttempt attempt(Random random) {
        return new PastAttempt(
                1 + random.nextInt(Integer.MAX_VALUE),
                new Coordinates(random.nextInt(3), 1 + random.nextInt(Integer.MAX_VALUE)),
                random.nextBoolean() ? Optional.empty() : Optional.of(new Owner("worker-ä€😀#" + random.nextInt(9))),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                ENDINGS.get(random.nextInt(ENDINGS.size())),
                random.nextBoolean() ? Optional.empty() : Optional.of(text(random)));
    }

    private static String text(Random random) {
        List<String> texts = List.of("", "a", "ä€😀", "\u0000\n'\"", "x".repeat(PastAttempt.LONGEST_ERROR));
        return texts.get(random.nextInt(texts.size()));
    }
}
