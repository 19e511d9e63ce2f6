package dev.warren.stores;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.StoreException;
import java.util.Arrays;

/**
 * A stored decision: read or refused as damaged. What was read is written as bytes that say the same. Run by {@code dev/fuzz}, and on its
 * corpus by {@link DecidedCodecTest}.
 */
public final class DecidedFuzz {
    private DecidedFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput(new byte[] {1});
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Decided decided;
        try {
            decided = DecidedCodec.decode(input);
        } catch (StoreException e) {
            return;
        }
        byte[] written = DecidedCodec.encode(decided);
        if (!Arrays.equals(written, DecidedCodec.encode(DecidedCodec.decode(written)))) {
            throw new AssertionError("another decision came back: " + decided);
        }
    }
}
