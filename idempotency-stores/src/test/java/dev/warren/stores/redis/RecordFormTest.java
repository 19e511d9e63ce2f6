package dev.warren.stores.redis;

import static dev.warren.idempotency.conformance.Claims.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.Suspicion;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Records as bytes and back. */
class RecordFormTest {
    private static final JobKey KEY = new JobKey("jobs", "a/b%2F", new JobTypeName("ä/%"), "k/\u0000/€%");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final Owner OWNER = new Owner("worker €");

    /** With every part there is. */
    private static JobRecord full(JobStatus status) {
        boolean ended = status.isFinal();
        return new JobRecord(
                KEY,
                new JobId("0199-ä"),
                Long.MIN_VALUE,
                status,
                at(3, 4),
                5,
                ended ? Optional.empty() : Optional.of(OWNER),
                1_795_348_800_000_001L,
                ended ? Suspicion.NONE : Suspicion.SUSPECT,
                2,
                status.isDecided() ? Optional.of(Claims.succeed("8")) : Optional.empty(),
                Optional.of(""),
                status == JobStatus.SUCCEEDED ? Optional.empty() : Optional.of(Claims.FAILURE),
                Instant.parse("2026-11-22T12:00:00.123456789Z"),
                NOW,
                Instant.MAX,
                ended ? Optional.of(NOW.plusSeconds(1)) : Optional.empty(),
                Optional.of(LaneName.BULK),
                Optional.of(new Progress(1, Long.MAX_VALUE, "half\u0000")),
                List.of(new PastAttempt(
                        1, at(0, 1), Optional.of(OWNER), NOW, NOW, PastAttempt.Ending.LOST, Optional.of("x"))));
    }

    @ParameterizedTest
    @EnumSource
    void everyPartSurvives(JobStatus status) {
        JobRecord record = full(status);
        Stored stored = RecordForm.read(KEY, RecordForm.bytes(record, 7));
        assertThat(stored.record()).isEqualTo(record);
        assertThat(stored.place()).isEqualTo(7);
    }

    @Test
    void aNewRecordIsWhatTheScriptMakesOfAClaim() {
        ClaimRequest request = Claims.carrying(Claims.request(KEY, at(0, 1)), "id", 9);
        byte[] body = RecordForm.fresh(request, OWNER);
        String digits = "1795348800000001";
        byte[] head = Names.bytes("1rF0000" + digits + digits + digits + "0000000000000000");
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        JobRecord record = RecordForm.read(KEY, whole).record();
        byte[] settled = whole.clone();
        settled[2] = 'f';
        assertThat(RecordForm.bytes(record, Long.parseLong(digits))).isEqualTo(settled);
        assertThat(record.owner()).contains(OWNER);
        assertThat(record.id()).isEqualTo(new JobId("id"));
    }

    @Test
    void theHeadChangesWithEveryWriteEvenWhenNothingElseDoes() {
        Stored stored = RecordForm.read(KEY, RecordForm.bytes(full(JobStatus.RUNNING), 7));
        for (int i = 0; i < 10_001; i++) {
            Stored next = RecordForm.read(KEY, RecordForm.bytes(stored.record(), stored));
            assertThat(next.head()).isNotEqualTo(stored.head());
            stored = next;
        }
    }

    @Test
    void namesAreTakenApartAsTheyWerePutTogether() {
        assertThat(Names.key(Names.job(KEY))).isEqualTo(KEY);
        JobKey plain = new JobKey("jobs", "", new JobTypeName("greet"), "a");
        assertThat(Names.job(plain)).isEqualTo("jobs//greet/a");
        assertThat(Names.key("jobs//greet/a")).isEqualTo(plain);
        assertThatThrownBy(() -> Names.key("greet/a")).isInstanceOf(StoreException.class);
    }

    @Test
    void allKeysOfAStoreLieInOneSlotOfACluster() {
        List<byte[]> keys = new Names("shop-1").keys(List.of(Names.job(KEY), "jobs//greet/{a}"));
        assertThat(keys.stream().map(JedisClusterCRC16::getSlot))
                .hasSize(12)
                .containsOnly(JedisClusterCRC16.getSlot("warren:shop-1"));
    }

    @Test
    void saysWhenANewerOneWroteIt() {
        byte[] bytes = RecordForm.bytes(full(JobStatus.DEAD), 7);
        bytes[0] = '2';
        assertThatThrownBy(() -> RecordForm.read(KEY, bytes))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("form '2'", "upgrade");
    }

    @Test
    void damagedBytesEndInAStoreException() {
        byte[] whole = RecordForm.bytes(full(JobStatus.DECIDED_RETRY), 7);
        Random random = new Random(20261122);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                RecordForm.read(KEY, damaged);
            } catch (StoreException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
