package dev.warren.stores.redis;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Locks as bytes, as {@code common.lua} explains them. */
final class LockForm {
    private static final String FORM = "1";
    private static final int FENCE = 2;
    private static final int RESERVED = 18;
    private static final int ENDS = 34;
    private static final int ID_LENGTH = 50;
    private static final int ID = 53;

    private LockForm() {}

    static byte[] bytes(JobLock lock) {
        String key = lock.holder().key();
        String id = lock.holderId().value().equals(key) ? "" : lock.holderId().value();
        return Names.bytes(FORM
                + letter(lock.span())
                + digits(lock.fence())
                + digits(Micros.of(lock.reservedUntil()))
                + digits(Micros.of(lock.ends()))
                + String.format(Locale.ROOT, "%03d", Names.bytes(id).length)
                + id
                + key);
    }

    private static String digits(long number) {
        return new String(Micros.digits(number), StandardCharsets.US_ASCII);
    }

    /** The lock that was written under a name. */
    static JobLock read(JobKey name, byte[] bytes) {
        if (bytes.length < ID || bytes[0] != FORM.charAt(0)) {
            throw new StoreException(
                    "a lock in Redis, of " + bytes.length
                            + " bytes, is damaged, or a newer Warren wrote it: upgrade this worker",
                    null);
        }
        try {
            int idEnd = ID + Math.toIntExact(number(bytes, ID_LENGTH, ID));
            String key = text(bytes, idEnd, bytes.length);
            String id = text(bytes, ID, idEnd);
            return new JobLock(
                    name,
                    new JobKey(name.namespace(), name.tenant(), name.type(), key),
                    new JobId(id.isEmpty() ? key : id),
                    number(bytes, FENCE, RESERVED),
                    span(bytes[1]),
                    Micros.instant(number(bytes, RESERVED, ENDS)),
                    Micros.instant(number(bytes, ENDS, ID_LENGTH)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new StoreException("a lock in Redis, of " + bytes.length + " bytes, is damaged: " + e, e);
        }
    }

    private static long number(byte[] bytes, int from, int to) {
        return Long.parseLong(text(bytes, from, to));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
    }

    /** A letter is never used for another span. */
    private static char letter(Span span) {
        return switch (span) {
            case STARTED -> 's';
            case FINISHED -> 'f';
            case RUNNING -> 'r';
            case TIME -> 't';
        };
    }

    private static Span span(int letter) {
        for (Span span : Span.values()) {
            if (letter(span) == letter) {
                return span;
            }
        }
        throw new IllegalArgumentException("span '" + (char) letter + "'");
    }
}
