package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import java.time.Instant;
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
                poisonAfter);
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
    }
}
