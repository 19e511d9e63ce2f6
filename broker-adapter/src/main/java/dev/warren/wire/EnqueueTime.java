package dev.warren.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a job was enqueued, by its AMQP timestamp. That counts whole seconds; a UUIDv7 as message id begins with the milliseconds of its
 * making (RFC 9562), so where both agree to the second the id is the finer clock.
 */
final class EnqueueTime {
    private static final int UUID_LENGTH = 36;
    private static final int UUID_VERSION_AT = 14;
    private static final long NONE = -1;

    private EnqueueTime() {}

    static Instant of(long timestampSeconds, @Nullable String messageId, Instant now) {
        long idMillis = messageId == null ? NONE : millisOfUuid7(messageId);
        if (idMillis != NONE && Math.floorDiv(idMillis, 1_000L) == timestampSeconds) {
            return notAfter(now, Instant.ofEpochMilli(idMillis));
        }
        // Some clients write milliseconds into the timestamp; no year is that far away.
        boolean millis = timestampSeconds > now.getEpochSecond() * 100;
        return notAfter(
                now,
                millis ? Instant.ofEpochMilli(timestampSeconds) : Instant.ofEpochSecond(Math.max(0, timestampSeconds)));
    }

    private static Instant notAfter(Instant now, Instant time) {
        return time.isAfter(now) ? now : time;
    }

    private static long millisOfUuid7(String id) {
        if (id.length() != UUID_LENGTH || id.charAt(UUID_VERSION_AT) != '7') {
            return NONE;
        }
        long millis = 0;
        for (int i = 0; i < 13; i++) {
            int digit = Character.digit(id.charAt(i), 16);
            if (i != 8 && digit < 0) {
                return NONE;
            }
            millis = i == 8 ? millis : millis << 4 | digit;
        }
        return millis;
    }
}
