package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness.Span;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks as bytes and back. Alone, as it changes the language of the whole process. */
@Isolated
class LockFormTest {
    private static final JobKey NAME = key("user-42");

    private static JobKey key(String key) {
        return new JobKey("jobs", "ä/%", new JobTypeName("greet"), key);
    }

    private static JobLock lock(Span span, String id) {
        return new JobLock(
                NAME,
                key("k/\u0000/€%"),
                new JobId(id),
                1_795_348_800_000_001L,
                span,
                Instant.EPOCH,
                Instant.parse("2026-11-22T12:00:00.123456Z"));
    }

    @ParameterizedTest
    @EnumSource
    void everyPartSurvives(Span span) {
        JobLock lock = lock(span, "0199-ä");
        assertThat(LockForm.read(NAME, LockForm.bytes(lock))).isEqualTo(lock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k/\u0000/€%", "k"})
    void anIdLikeTheKeySurvives(String id) {
        JobLock lock = lock(Span.TIME, id);
        assertThat(LockForm.read(NAME, LockForm.bytes(lock))).isEqualTo(lock);
    }

    /** All processes of a store must agree, whatever their users' languages. */
    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "th-TH-u-nu-thai", "tr-TR"})
    void theFormIsTheSameInEveryLanguage(String language) {
        JobLock lock = lock(Span.TIME, "0199-ä");
        byte[] bytes = LockForm.bytes(lock);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            assertThat(LockForm.bytes(lock)).isEqualTo(bytes);
            assertThat(LockForm.read(NAME, LockForm.bytes(lock))).isEqualTo(lock);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 40, 50})
    void damagedOrNewerBytesEndInAStoreException(int at) {
        byte[] bytes = LockForm.bytes(lock(Span.RUNNING, "id"));
        bytes[at] = '~';
        assertThatThrownBy(() -> LockForm.read(NAME, bytes)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> LockForm.read(NAME, Arrays.copyOf(bytes, at))).isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122})
    void anyBytesEndInALockOrAStoreException(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = LockForm.bytes(lock(Span.FINISHED, "id"));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                LockForm.read(NAME, bytes);
            } catch (StoreException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
