package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.ClaimRules.Verdict;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every status, seen by every holder, for a delivery below, at, and beyond the record's coordinates (life 1, run 3). */
class ClaimRulesTest {
    private static final Coordinates AT = new Coordinates(1, 3);

    private static final Map<String, Coordinates> DELIVERIES = Map.of(
            "earlier life",
            new Coordinates(0, 9),
            "lower run",
            new Coordinates(1, 2),
            "equal",
            AT,
            "next run",
            AT.nextRun(),
            "later run",
            new Coordinates(1, 5),
            "new life",
            AT.nextLife());

    @ParameterizedTest(name = "{0}, held by {1}")
    @CsvSource({
        // status,        holder,  earlier life, lower run,    equal,        next run,  later run,    new life
        "SUCCEEDED,       NOBODY,  COMPLETED,    COMPLETED,    COMPLETED,    COMPLETED, COMPLETED,    COMPLETED",
        "CANCELLED,       NOBODY,  CANCELLED,    CANCELLED,    CANCELLED,    CANCELLED, CANCELLED,    CANCELLED",
        "EXPIRED,         NOBODY,  EXPIRED,      EXPIRED,      EXPIRED,      EXPIRED,   EXPIRED,      GRANT",
        "DEAD,            NOBODY,  DEAD,         DEAD,         DEAD,         DEAD,      DEAD,         GRANT",
        "PENDING,         NOBODY,  STALE,        STALE,        GRANT,        GRANT,     GRANT,        GRANT",
        "RETRYING,        NOBODY,  STALE,        STALE,        STALE,        GRANT,     GRANT,        GRANT",
        "RUNNING,         NOBODY,  STALE,        STALE,        GRANT,        GRANT,     GRANT,        GRANT",
        "RUNNING,         OTHER,   STALE,        STALE,        HELD,         HELD,      HELD,         HELD",
        "RUNNING,         SELF,    STALE,        STALE,        RUNNING_HERE, HELD,      HELD,         HELD",
        "DECIDED_RETRY,   NOBODY,  FINISH,       FINISH,       FINISH,       GRANT,     FINISH,       FINISH",
        "DECIDED_RETRY,   OTHER,   HELD,         HELD,         HELD,         GRANT,     HELD,         HELD",
        "DECIDED_RETRY,   SELF,    HELD,         HELD,         RUNNING_HERE, GRANT,     HELD,         HELD",
        "DECIDED_DEAD,    NOBODY,  FINISH,       FINISH,       FINISH,       FINISH,    FINISH,       GRANT",
        "DECIDED_DEAD,    OTHER,   HELD,         HELD,         HELD,         HELD,      HELD,         GRANT",
        "DECIDED_DEAD,    SELF,    HELD,         HELD,         RUNNING_HERE, HELD,      HELD,         GRANT",
    })
    void answersByStatusHolderAndCoordinates(
            JobStatus status,
            Holder holder,
            Verdict earlierLife,
            Verdict lowerRun,
            Verdict equal,
            Verdict nextRun,
            Verdict laterRun,
            Verdict newLife) {
        assertThat(verdicts(status, holder))
                .isEqualTo(List.of(earlierLife, lowerRun, equal, nextRun, laterRun, newLife));
    }

    private static List<Verdict> verdicts(JobStatus status, Holder holder) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String delivery : List.of("earlier life", "lower run", "equal", "next run", "later run", "new life")) {
            Coordinates coordinates = java.util.Objects.requireNonNull(DELIVERIES.get(delivery));
            verdicts.add(ClaimRules.on(record(status), holder, Claims.request("k", coordinates), Claims.START));
        }
        return verdicts;
    }

    private static JobRecord record(JobStatus status) {
        return new JobRecord(
                Claims.key("k"),
                new JobId("id-k"),
                status,
                AT,
                3,
                Optional.of(new Owner("w")),
                7,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Claims.START,
                Claims.START,
                Optional.empty());
    }

    @Test
    void whatIsFinalDoesNotDependOnTheHolder() {
        for (JobStatus status : JobStatus.values()) {
            if (status.isFinal() || status == JobStatus.RETRYING || status == JobStatus.PENDING) {
                for (Holder holder : Holder.values()) {
                    assertThat(verdicts(status, holder))
                            .as("%s, %s", status, holder)
                            .isEqualTo(verdicts(status, Holder.NOBODY));
                }
            }
        }
    }

    @Test
    void onlyWhatWouldBeGrantedCanExpire() {
        for (JobStatus status : JobStatus.values()) {
            for (Holder holder : Holder.values()) {
                for (Coordinates coordinates : DELIVERIES.values()) {
                    Verdict inTime = on(status, holder, coordinates, Claims.START.plusMillis(1));
                    Verdict late = on(status, holder, coordinates, Claims.START);
                    assertThat(inTime)
                            .isEqualTo(ClaimRules.on(
                                    record(status), holder, Claims.request("k", coordinates), Claims.START));
                    assertThat(late).isEqualTo(inTime == Verdict.GRANT ? Verdict.EXPIRED : inTime);
                }
            }
        }
    }

    private static Verdict on(JobStatus status, Holder holder, Coordinates coordinates, Instant expiresAt) {
        ClaimRequest request = Claims.request(Claims.key("k"), coordinates, Optional.of(expiresAt));
        return ClaimRules.on(record(status), holder, request, Claims.START);
    }

    @Test
    void aFirstSightIsGrantedUnlessItIsTooLate() {
        assertThat(ClaimRules.onFirstSight(Claims.request("k", AT), Claims.START))
                .isEqualTo(Verdict.GRANT);
        assertThat(first(Claims.START.plusMillis(1))).isEqualTo(Verdict.GRANT);
        assertThat(first(Claims.START)).isEqualTo(Verdict.EXPIRED);
        assertThat(first(Claims.START.minusSeconds(1))).isEqualTo(Verdict.EXPIRED);
    }

    private static Verdict first(Instant expiresAt) {
        return ClaimRules.onFirstSight(Claims.request(Claims.key("k"), AT, Optional.of(expiresAt)), Claims.START);
    }
}
