package dev.warren.wire;

import dev.warren.job.KeySource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The idempotency key that follows from what a message holds, where its producer gave none; the same for publishers and workers.
 *
 * @param key the key; empty when it is the message's id
 * @param compared by what two payloads of one key are compared: the payload as it came, or its canonical form
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DerivedKey(Optional<String> key, byte[] compared) {
    /** What a key made of a payload begins with; then come 64 hexadecimal digits. */
    public static final String OF_A_PAYLOAD = "sha256:";

    /**
     * The key by a job type's source.
     *
     * @param headers the message's
     * @param json the payload
     * @throws MalformedMessage when the payload is not JSON, or the header holds no key
     */
    public static DerivedKey of(KeySource source, Map<String, Object> headers, byte[] json, PayloadCodec codec)
            throws MalformedMessage {
        Derivation derivation = source.match(new KeySource.Cases<>() {
            @Override
            public Derivation messageId() {
                return () -> new DerivedKey(Optional.empty(), json);
            }

            @Override
            public Derivation payload() {
                return () -> ofCanonical(codec.canonical(json));
            }

            @Override
            public Derivation header(String name) {
                return () -> new DerivedKey(textOf(headers, name), json);
            }
        });
        return derivation.key();
    }

    private interface Derivation {
        DerivedKey key() throws MalformedMessage;
    }

    private static Optional<String> textOf(Map<String, Object> headers, String name) throws MalformedMessage {
        return HeaderReader.requireShort("the header `" + name + "`", new HeaderReader(headers).text(name));
    }

    private static DerivedKey ofCanonical(byte[] canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical);
            return new DerivedKey(Optional.of(OF_A_PAYLOAD + HexFormat.of().formatHex(digest)), canonical);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
