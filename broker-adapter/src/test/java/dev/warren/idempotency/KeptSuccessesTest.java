package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptSuccessesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00.123456789Z");

    private final KeptSuccesses kept = new KeptSuccesses();

    @Test
    void givesBackWhatItWasGiven() {
        JobRecord record = success(UUID.randomUUID().toString());
        assertThat(kept.add(record)).isTrue();
        assertThat(kept.find(record.key())).isEqualTo(record);
        assertThat(kept.oldest()).isEqualTo(record);
    }

    @Test
    void remembersTheLaneOfEach() {
        List<Optional<LaneName>> lanes =
                List.of(Optional.of(LaneName.BULK), Optional.of(LaneName.DEFAULT), Optional.empty());
        for (int i = 0; i < 30; i++) {
            Optional<LaneName> lane = lanes.get(i * 7 % 3);
            JobRecord record = changed(draft -> draft.lane = lane);
            assertThat(kept.add(record)).isTrue();
            assertThat(kept.find(record.key())).isEqualTo(record);
        }
    }

    @Test
    void tellsKeysOfDifferentScopesApart() {
        String id = UUID.randomUUID().toString();
        JobRecord record = success(id);
        kept.add(record);
        assertThat(kept.find(new JobKey("other", "", new JobTypeName("t"), id))).isNull();
        assertThat(kept.find(new JobKey("jobs", "acme", new JobTypeName("t"), id)))
                .isNull();
        assertThat(kept.find(new JobKey("jobs", "", new JobTypeName("u"), id))).isNull();
    }

    /** Random additions and removals against a plain list and map; the ring grows and goes round. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsWhatIsKeptAndNothingElse(long seed) {
        Random random = new Random(seed);
        Deque<JobRecord> inOrder = new ArrayDeque<>();
        Map<JobKey, JobRecord> byKey = new HashMap<>();
        Map<JobKey, JobRecord> gone = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            if (inOrder.isEmpty() || random.nextInt(100) < 60) {
                JobRecord record = success(new UUID(random.nextLong(), random.nextInt(3)).toString());
                assertThat(kept.add(record)).isTrue();
                inOrder.add(record);
                byKey.put(record.key(), record);
            } else {
                JobRecord oldest = inOrder.remove();
                assertThat(kept.oldest()).isEqualTo(oldest);
                kept.removeOldest();
                byKey.remove(oldest.key());
                gone.put(oldest.key(), oldest);
            }
        }
        assertThat(kept.size()).isEqualTo(inOrder.size()).isGreaterThan(2_000);
        byKey.values().forEach(record -> assertThat(kept.find(record.key())).isEqualTo(record));
        gone.keySet().forEach(key -> assertThat(kept.find(key)).isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order-1",
                "",
                "0193-7a5e4c2b-7def-8123-456789abcdef",
                "01937a5e-4c2b-7def-8123-456789abcde",
                "01937a5e-4c2b-7def-8123-456789abcdeff",
                "01937a5e-4c2b-7def-8123-456789abcdeg",
                "01937a5e_4c2b_7def_8123_456789abcdef",
                "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667-4c2b-7def-8123-456789abcdef"
            })
    void leavesAloneWhatIsNoUuid(String key) {
        assertThat(kept.add(success(key))).isFalse();
        assertThat(kept.find(success(key).key())).isNull();
    }

    @Test
    void takesUpperCaseForAnotherKey() {
        String id = UUID.randomUUID().toString();
        kept.add(success(id));
        assertThat(kept.find(success(id.toUpperCase(Locale.ROOT)).key())).isNull();
        assertThat(kept.add(success(id.toUpperCase(Locale.ROOT)))).isFalse();
    }

    @Test
    void leavesAloneWhatHasMoreToTell() {
        assertThat(kept.add(changed(draft -> draft.status = JobStatus.DEAD))).isFalse();
        assertThat(kept.add(changed(draft -> draft.coordinates = new Coordinates(1, 1))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.coordinates = new Coordinates(0, 2))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.attempt = 2))).isFalse();
        assertThat(kept.add(changed(draft -> draft.crashes = 1))).isFalse();
        assertThat(kept.add(changed(draft -> draft.resultJson = Optional.of("1"))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.error = Optional.of(Failure.sentence("e", "once")))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.dueAt = NOW.plusNanos(1)))).isFalse();
        assertThat(kept.add(changed(draft -> draft.progress = Optional.of(new Progress(1, 2, "")))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.past(PastAttempt.Ending.RELEASED, NOW, Optional.empty()))))
                .isFalse();
        assertThat(kept.add(changed(draft -> draft.finishedAt = Optional.of(Instant.MAX))))
                .isFalse();
        assertThat(kept.add(changed(draft -> {}))).isTrue();
    }

    @Test
    void leavesAloneAJobWhoseIdIsNotItsKey() {
        JobKey key = success(UUID.randomUUID().toString()).key();
        RecordDraft draft = new RecordDraft(key, new JobId("another"), Coordinates.FIRST, 1, NOW, NOW);
        assertThat(kept.add(draft.ended(JobStatus.SUCCEEDED, Optional.of(NOW)))).isFalse();
    }

    @Test
    void remembersABoundedNumberOfTenants() {
        int added = 0;
        for (int i = 0; i < 10_100; i++) {
            String id = UUID.randomUUID().toString();
            JobKey key = new JobKey("jobs", "tenant-" + i, new JobTypeName("t"), id);
            RecordDraft draft = new RecordDraft(key, new JobId(id), Coordinates.FIRST, 1, NOW, NOW);
            added += kept.add(draft.ended(JobStatus.SUCCEEDED, Optional.of(NOW))) ? 1 : 0;
        }
        assertThat(added).isEqualTo(10_000);
    }

    private static JobRecord success(String id) {
        return draft(id).ended(JobStatus.SUCCEEDED, Optional.of(NOW.plusMillis(7)));
    }

    private static JobRecord changed(Consumer<RecordDraft> change) {
        RecordDraft draft = draft(UUID.randomUUID().toString());
        draft.status = JobStatus.SUCCEEDED;
        draft.finishedAt = Optional.of(NOW);
        change.accept(draft);
        return draft.build();
    }

    private static RecordDraft draft(String id) {
        JobKey key = new JobKey("jobs", "", new JobTypeName("t"), id);
        JobId jobId = id.isBlank() ? new JobId("blank") : new JobId(id);
        RecordDraft draft = new RecordDraft(key, jobId, Coordinates.FIRST, 1, NOW.minusSeconds(3), NOW);
        draft.payloadHash = id.hashCode();
        draft.fence = id.length();
        return draft;
    }
}
