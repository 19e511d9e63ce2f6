package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobQueryTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_001})
    void refusesAPageWithoutABound(int most) {
        assertThatThrownBy(() -> JobQuery.builder().most(most).build())
                .hasMessage("most is " + most + "; it must be from 1 to 1000");
    }

    @Test
    void refusesAQueryForNoStatus() {
        assertThatThrownBy(() -> JobQuery.builder().statuses(List.of()).build())
                .hasMessageContaining("names no status");
    }

    @Test
    void aTimeRangeHasItsBeginningAndNotItsEnd() {
        TimeRange range = new TimeRange(Optional.of(NOON), Optional.of(NOON.plusSeconds(1)));
        assertThat(range.contains(NOON)).isTrue();
        assertThat(range.contains(NOON.plusSeconds(1))).isFalse();
        assertThat(range.contains(NOON.minusNanos(1))).isFalse();
        assertThat(TimeRange.ALWAYS.contains(Instant.MAX)).isTrue();
    }

    @Test
    void refusesATimeRangeThatEndsBeforeItBegins() {
        assertThatThrownBy(() -> new TimeRange(Optional.of(NOON), Optional.of(NOON.minusNanos(1))))
                .hasMessageContaining("ends before it begins");
    }

    @Test
    void refusesAClaimWhoseNumbersMakeNoSense() {
        assertThatThrownBy(() -> claim(0, 0, 3)).hasMessageContaining("names attempt 0");
        assertThatThrownBy(() -> claim(1, -1, 3)).hasMessageContaining("fence in hand -1");
        assertThatThrownBy(() -> claim(1, 0, 0)).hasMessageContaining("poisonAfter 0");
        assertThat(claim(1, 0, 1).attempt()).isEqualTo(1);
    }

    private static ClaimRequest claim(int attempt, long fenceInHand, int poisonAfter) {
        return new ClaimRequest(
                Claims.key("a"),
                new JobId("a"),
                Coordinates.FIRST,
                attempt,
                PayloadHash.UNKNOWN,
                NOON,
                Optional.empty(),
                fenceInHand,
                poisonAfter,
                LaneName.DEFAULT);
    }

    @Test
    void refusesARecordWhoseNumbersMakeNoSense() {
        RecordDraft draft = new RecordDraft(Claims.request("a", Coordinates.FIRST), NOON);
        assertThat(draft.build().crashes()).isZero();
        draft.crashes = -1;
        assertThatThrownBy(draft::build).hasMessageContaining("-1 crashes");
        draft.crashes = 0;
        draft.fence = -1;
        assertThatThrownBy(draft::build).hasMessageContaining("fence -1");
        draft.fence = 0;
        draft.attempt = 0;
        assertThatThrownBy(draft::build).hasMessageContaining("attempt 0");
        draft.attempt = 1;
        draft.history = Collections.nCopies(11, pastAttempt("down"));
        assertThatThrownBy(draft::build).hasMessageContaining("11 past attempts");
    }

    private static PastAttempt pastAttempt(String error) {
        return new PastAttempt(
                1, Coordinates.FIRST, Optional.empty(), NOON, NOON, PastAttempt.Ending.RETRIED, Optional.of(error));
    }

    @Test
    void refusesAPastAttemptBeyondItsBounds() {
        assertThat(pastAttempt("x".repeat(256)).error()).isPresent();
        assertThatThrownBy(() -> pastAttempt("x".repeat(257))).hasMessageContaining("257 characters");
    }

    @Test
    void cutsWhatWentWrongToItsFirstWords() {
        assertThat(PastAttempt.words(new Failure("a.B", "down", "at …"))).isEqualTo("a.B: down");
        assertThat(PastAttempt.words(new Failure("a.B", "", ""))).isEqualTo("a.B");
        assertThat(PastAttempt.words(new Failure("a.B", "x".repeat(500), "")))
                .hasSize(256)
                .endsWith("x…");
        assertThat(PastAttempt.words(new Failure("a", "x".repeat(251) + "😀😀", "")))
                .as("no half of a letter")
                .hasSize(255)
                .endsWith("x…");
    }

    @Test
    void refusesProgressBeyondItsBounds() {
        assertThat(new Progress(11, 10, "").done()).isEqualTo(11);
        assertThatThrownBy(() -> new Progress(-1, 10, "")).hasMessageContaining("progress is -1 of 10");
        assertThatThrownBy(() -> new Progress(0, -1, "")).hasMessageContaining("progress is 0 of -1");
        assertThatThrownBy(() -> new Progress(0, 0, "x".repeat(1_025))).hasMessageContaining("1025 characters");
    }
}
