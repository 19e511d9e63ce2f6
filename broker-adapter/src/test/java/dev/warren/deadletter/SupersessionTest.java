package dev.warren.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupersessionTest {
    private static final Map<String, Object> DEAD = Map.of("dead-reason", "attempts-exhausted", "life", 2);
    private static final Map<String, Object> GIVEN_UP =
            Letters.and(DEAD, "x-death", Letters.deliveryLimit(Letters.NOW));

    private static JobRecord record(String id, int life, JobStatus status) {
        return new JobRecord(
                new JobKey("jobs", "", new JobTypeName("email.send"), "a"),
                new JobId(id),
                1,
                status,
                new Coordinates(life, 1),
                1,
                Optional.empty(),
                1,
                Suspicion.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Letters.NOW,
                Letters.NOW,
                Letters.NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static boolean isSuperseded(Map<String, Object> headers, int life, JobStatus status) {
        return Supersession.isSuperseded(Letters.with(headers), record("a", life, status));
    }

    @Test
    void letsALetterStandInTheLifeThatItEnded() {
        assertThat(isSuperseded(DEAD, 2, JobStatus.DEAD)).isFalse();
        assertThat(isSuperseded(DEAD, 2, JobStatus.DECIDED_DEAD)).isFalse();
        assertThat(isSuperseded(DEAD, 0, JobStatus.RUNNING)).isFalse();
    }

    @Test
    void supersedesALetterByALaterLife() {
        assertThat(isSuperseded(DEAD, 3, JobStatus.RUNNING)).isTrue();
        assertThat(isSuperseded(DEAD, 3, JobStatus.DEAD)).isTrue();
    }

    /** It was moved back, so it may itself be the message of the life that runs. */
    @Test
    void letsWhatTheBrokerGaveUpOnStandInTheNextLifeUntilThatHasEnded() {
        assertThat(isSuperseded(GIVEN_UP, 3, JobStatus.RUNNING)).isFalse();
        assertThat(isSuperseded(GIVEN_UP, 3, JobStatus.PENDING)).isFalse();
        assertThat(isSuperseded(GIVEN_UP, 3, JobStatus.SUCCEEDED)).isTrue();
        assertThat(isSuperseded(GIVEN_UP, 4, JobStatus.RUNNING)).isTrue();
    }

    @Test
    void isNotJudgedByTheRecordOfAnotherJobWithItsKey() {
        assertThat(Supersession.isSuperseded(Letters.with(DEAD), record("b", 9, JobStatus.DEAD)))
                .isFalse();
        assertThat(isSuperseded(Map.of("dead-reason", "key-conflict"), 9, JobStatus.DEAD))
                .isFalse();
    }
}
