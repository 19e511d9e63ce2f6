package dev.warren.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows letters that are one: same job, same life, same body. A worker that dies between publishing a dead letter and noting so leaves
 * two. Letters without an id are nobody's double. Remembers the last {@value #MOST}, each by a fingerprint.
 */
final class Doubles {
    static final int MOST = 100_000;

    private final Map<ByteBuffer, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Whether the same letter was shown to this before. */
    boolean hasSeen(DeadLetter letter) {
        return letter.id().isPresent() && seen.put(fingerprint(letter), true) != null;
    }

    private static ByteBuffer fingerprint(DeadLetter letter) {
        MessageDigest digest = sha256();
        add(digest, letter.id().orElse(""));
        add(digest, letter.type().orElse(""));
        add(digest, letter.job().flatMap(job -> job.tenantId()).orElse(""));
        add(digest, letter.job().map(job -> job.key()).orElse(""));
        add(digest, letter.note().author() + "/" + letter.note().life());
        digest.update(letter.message().body());
        return ByteBuffer.wrap(digest.digest());
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
