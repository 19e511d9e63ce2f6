package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.ClaimRules.Verdict;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every status, seen by every holder, for a delivery below, at, and beyond the record's coordinates (life 1, run 3). */
class ClaimRulesTest {
    private static final Coordinates AT = new Coordinates(1, 3);
    private static final long FENCE = 7;

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
        // status,            holder,  earlier life, lower run, equal,     next run,  later run, new life
        "SUCCEEDED,         NOBODY,  COMPLETED,    COMPLETED, COMPLETED, COMPLETED, COMPLETED, COMPLETED",
        "CANCELLED,         NOBODY,  CANCELLED,    CANCELLED, CANCELLED, CANCELLED, CANCELLED, CANCELLED",
        "EXPIRED,           NOBODY,  EXPIRED,      EXPIRED,   EXPIRED,   EXPIRED,   EXPIRED,   GRANT",
        "DEAD,              NOBODY,  DEAD,         DEAD,      DEAD,      DEAD,      DEAD,      GRANT",
        "PENDING,           NOBODY,  STALE,        STALE,     GRANT,     GRANT,     GRANT,     GRANT",
        "RETRYING,          NOBODY,  STALE,        STALE,     STALE,     GRANT,     GRANT,     GRANT",
        "RUNNING,           NOBODY,  STALE,        STALE,     TAKE_OVER, TAKE_OVER, TAKE_OVER, TAKE_OVER",
        "RUNNING,           SELF,    STALE,        STALE,     TAKE_OVER, TAKE_OVER, TAKE_OVER, TAKE_OVER",
        "RUNNING,           OTHER,   STALE,        STALE,     HELD,      HELD,      HELD,      HELD",
        "DECIDED_RETRY,     NOBODY,  FINISH,       FINISH,    FINISH,    GRANT,     FINISH,    FINISH",
        "DECIDED_RETRY,     SELF,    FINISH,       FINISH,    FINISH,    GRANT,     FINISH,    FINISH",
        "DECIDED_RETRY,     OTHER,   HELD,         HELD,      HELD,      GRANT,     HELD,      HELD",
        "DECIDED_DEAD,      NOBODY,  FINISH,       FINISH,    FINISH,    FINISH,    FINISH,    GRANT",
        "DECIDED_DEAD,      SELF,    FINISH,       FINISH,    FINISH,    FINISH,    FINISH,    GRANT",
        "DECIDED_DEAD,      OTHER,   HELD,         HELD,      HELD,      HELD,      HELD,      GRANT",
        "DECIDED_SUCCEEDED, NOBODY,  FINISH,       FINISH,    FINISH,    FINISH,    FINISH,    FINISH",
        "DECIDED_SUCCEEDED, SELF,    FINISH,       FINISH,    FINISH,    FINISH,    FINISH,    FINISH",
        "DECIDED_SUCCEEDED, OTHER,   HELD,         HELD,      HELD,      HELD,      HELD,      HELD",
    })
    void answersAProcessThatHasNothingOfItInHand(
            JobStatus status,
            Holder holder,
            Verdict earlierLife,
            Verdict lowerRun,
            Verdict equal,
            Verdict nextRun,
            Verdict laterRun,
            Verdict newLife) {
        assertThat(verdicts(status, holder, 0))
                .isEqualTo(List.of(earlierLife, lowerRun, equal, nextRun, laterRun, newLife));
    }

    @ParameterizedTest(name = "{0}, held by {1}, in hand under {2}")
    @CsvSource({
        // status,            holder,  in hand, earlier life, lower run, equal,        next run,  later run, new life
        "SUCCEEDED,         NOBODY,  FENCE,   COMPLETED,    COMPLETED, COMPLETED,    COMPLETED, COMPLETED, COMPLETED",
        "SUCCEEDED,         NOBODY,  ANOTHER, COMPLETED,    COMPLETED, COMPLETED,    COMPLETED, COMPLETED, COMPLETED",
        "CANCELLED,         NOBODY,  FENCE,   CANCELLED,    CANCELLED, CANCELLED,    CANCELLED, CANCELLED, CANCELLED",
        "CANCELLED,         NOBODY,  ANOTHER, CANCELLED,    CANCELLED, CANCELLED,    CANCELLED, CANCELLED, CANCELLED",
        "EXPIRED,           NOBODY,  FENCE,   EXPIRED,      EXPIRED,   EXPIRED,      EXPIRED,   EXPIRED,   HELD",
        "EXPIRED,           NOBODY,  ANOTHER, EXPIRED,      EXPIRED,   EXPIRED,      EXPIRED,   EXPIRED,   HELD",
        "DEAD,              NOBODY,  FENCE,   DEAD,         DEAD,      DEAD,         DEAD,      DEAD,      HELD",
        "DEAD,              NOBODY,  ANOTHER, DEAD,         DEAD,      DEAD,         DEAD,      DEAD,      HELD",
        "PENDING,           NOBODY,  FENCE,   STALE,        STALE,     HELD,         HELD,      HELD,      HELD",
        "PENDING,           NOBODY,  ANOTHER, STALE,        STALE,     HELD,         HELD,      HELD,      HELD",
        "RETRYING,          NOBODY,  FENCE,   STALE,        STALE,     STALE,        HELD,      HELD,      HELD",
        "RETRYING,          NOBODY,  ANOTHER, STALE,        STALE,     STALE,        HELD,      HELD,      HELD",
        "RUNNING,           NOBODY,  FENCE,   STALE,        STALE,     RUNNING_HERE, HELD,      HELD,      HELD",
        "RUNNING,           NOBODY,  ANOTHER, STALE,        STALE,     HELD,         HELD,      HELD,      HELD",
        "RUNNING,           SELF,    FENCE,   STALE,        STALE,     RUNNING_HERE, HELD,      HELD,      HELD",
        "RUNNING,           SELF,    ANOTHER, STALE,        STALE,     HELD,         HELD,      HELD,      HELD",
        "RUNNING,           OTHER,   FENCE,   STALE,        STALE,     RUNNING_HERE, HELD,      HELD,      HELD",
        "RUNNING,           OTHER,   ANOTHER, STALE,        STALE,     HELD,         HELD,      HELD,      HELD",
        "DECIDED_RETRY,     NOBODY,  FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_RETRY,     SELF,    FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_RETRY,     OTHER,   ANOTHER, HELD,         HELD,      HELD,         HELD,      HELD,      HELD",
        "DECIDED_DEAD,      NOBODY,  FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_DEAD,      SELF,    FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_DEAD,      OTHER,   ANOTHER, HELD,         HELD,      HELD,         HELD,      HELD,      HELD",
        "DECIDED_SUCCEEDED, NOBODY,  FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_SUCCEEDED, SELF,    FENCE,   HELD,         HELD,      RUNNING_HERE, HELD,      HELD,      HELD",
        "DECIDED_SUCCEEDED, OTHER,   ANOTHER, HELD,         HELD,      HELD,         HELD,      HELD,      HELD",
    })
    void answersAProcessThatHasTheJobInHand(
            JobStatus status,
            Holder holder,
            InHand inHand,
            Verdict earlierLife,
            Verdict lowerRun,
            Verdict equal,
            Verdict nextRun,
            Verdict laterRun,
            Verdict newLife) {
        assertThat(verdicts(status, holder, inHand == InHand.FENCE ? FENCE : FENCE - 1))
                .isEqualTo(List.of(earlierLife, lowerRun, equal, nextRun, laterRun, newLife));
    }

    /** What a process has in hand of the job. */
    enum InHand {
        /** The very claim that is on record. */
        FENCE,
        /** An older claim. */
        ANOTHER
    }

    private static List<Verdict> verdicts(JobStatus status, Holder holder, long inHand) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String delivery : List.of("earlier life", "lower run", "equal", "next run", "later run", "new life")) {
            Coordinates coordinates = Objects.requireNonNull(DELIVERIES.get(delivery));
            ClaimRequest request = Claims.inHand(Claims.request("k", coordinates), inHand);
            verdicts.add(ClaimRules.on(record(status, PayloadHash.UNKNOWN), holder, request, Claims.START));
        }
        return verdicts;
    }

    private static JobRecord record(JobStatus status, long payloadHash) {
        return new JobRecord(
                Claims.key("k"),
                new JobId("id-k"),
                payloadHash,
                status,
                AT,
                3,
                Optional.of(new Owner("w")),
                FENCE,
                Suspicion.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Claims.START,
                Claims.START,
                Claims.START,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void neverRunsOrFinishesWhatIsInHand() {
        for (JobStatus status : JobStatus.values()) {
            for (Holder holder : Holder.values()) {
                for (long inHand : new long[] {FENCE, FENCE - 1, FENCE + 1}) {
                    assertThat(verdicts(status, holder, inHand))
                            .as("%s, %s, %s", status, holder, inHand)
                            .doesNotContain(Verdict.GRANT, Verdict.TAKE_OVER, Verdict.FINISH);
                }
            }
        }
    }

    @Test
    void whatIsFinalDoesNotDependOnTheHolder() {
        for (JobStatus status : JobStatus.values()) {
            if (status.isFinal() || status == JobStatus.RETRYING || status == JobStatus.PENDING) {
                for (Holder holder : Holder.values()) {
                    assertThat(verdicts(status, holder, 0))
                            .as("%s, %s", status, holder)
                            .isEqualTo(verdicts(status, Holder.NOBODY, 0));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherPayloadWhateverElseIsKnown(JobStatus status) {
        for (Holder holder : Holder.values()) {
            for (Coordinates coordinates : DELIVERIES.values()) {
                for (long inHand : new long[] {0, FENCE}) {
                    ClaimRequest request = Claims.inHand(Claims.request("k", coordinates), inHand);
                    assertThat(onPayloads(status, holder, 1, request, 2)).isEqualTo(Verdict.KEY_CONFLICT);
                    Verdict same = onPayloads(status, holder, 1, request, 1);
                    assertThat(same).isNotEqualTo(Verdict.KEY_CONFLICT);
                    assertThat(onPayloads(status, holder, 1, request, PayloadHash.UNKNOWN))
                            .isEqualTo(same);
                    assertThat(onPayloads(status, holder, PayloadHash.UNKNOWN, request, 2))
                            .isEqualTo(same);
                }
            }
        }
    }

    private static Verdict onPayloads(JobStatus status, Holder holder, long known, ClaimRequest request, long asked) {
        ClaimRequest carrying = Claims.carrying(request, "id-k", asked);
        return ClaimRules.on(record(status, known), holder, carrying, Claims.START);
    }

    @Test
    void onlyWhatWouldBeRunCanExpire() {
        for (JobStatus status : JobStatus.values()) {
            for (Holder holder : Holder.values()) {
                for (Coordinates coordinates : DELIVERIES.values()) {
                    Verdict inTime = on(status, holder, coordinates, Claims.START.plusMillis(1));
                    Verdict late = on(status, holder, coordinates, Claims.START);
                    boolean runs = inTime == Verdict.GRANT || inTime == Verdict.TAKE_OVER;
                    assertThat(inTime)
                            .isEqualTo(ClaimRules.on(
                                    record(status, PayloadHash.UNKNOWN),
                                    holder,
                                    Claims.request("k", coordinates),
                                    Claims.START));
                    assertThat(late).isEqualTo(runs ? Verdict.EXPIRED : inTime);
                }
            }
        }
    }

    private static Verdict on(JobStatus status, Holder holder, Coordinates coordinates, Instant expiresAt) {
        ClaimRequest request = Claims.expiring(Claims.request("k", coordinates), expiresAt);
        return ClaimRules.on(record(status, PayloadHash.UNKNOWN), holder, request, Claims.START);
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
        return ClaimRules.onFirstSight(Claims.expiring(Claims.request("k", AT), expiresAt), Claims.START);
    }
}
