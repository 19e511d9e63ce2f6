package dev.warren.idempotency;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A fingerprint of a payload, to notice that one key is used for two payloads. Two checksums side by side: only two payloads of the same
 * key are ever compared, so 64 bits are plenty, and they cost less than a cryptographic hash on every job.
 */
public final class PayloadHash {
    /** For a payload nobody has seen; it conflicts with none. */
    public static final long UNKNOWN = 0;

    private PayloadHash() {}

    /** The fingerprint of a payload; never {@link #UNKNOWN}. */
    public static long of(byte[] payload) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(payload, 0, payload.length);
        other.update(payload, 0, payload.length);
        long hash = one.getValue() << 32 | other.getValue();
        return hash == UNKNOWN ? 1 : hash;
    }
}
