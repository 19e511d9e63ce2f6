package dev.warren.stores;

import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.StoreException;
import java.util.Arrays;
import java.util.List;

/**
 * Stored past attempts: read or refused as damaged. What was read is written as bytes that say the same. Run by {@code dev/fuzz}, and on its
 * corpus by {@link HistoryCodecTest}.
 */
public final class HistoryFuzz {
    private HistoryFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput(new byte[] {1});
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<PastAttempt> history;
        try {
            history = HistoryCodec.decode(input);
        } catch (StoreException e) {
            return;
        }
        byte[] written = HistoryCodec.encode(history);
        if (!Arrays.equals(written, HistoryCodec.encode(HistoryCodec.decode(written)))) {
            throw new AssertionError("another history came back: " + history);
        }
    }
}
