package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.stores.postgres.Arrived.Row;
import dev.warren.stores.postgres.Arrived.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the second look makes of the rows behind it. A row's place is given first; it is kept for 100, and it is 1,100 now. */
class ArrivedTest {
    private static final long BEFORE = 1_000;
    private static final long ALL = Long.MAX_VALUE;

    private static Row succeeded(long seq, long since, long end) {
        return new Row(seq, Watch.SUCCEEDED, since, end);
    }

    private static Row other(int kind, long seq, long since) {
        return new Row(seq, kind, since, since);
    }

    private static Verdict judge(long complete, int most, Row... rows) {
        return new Arrived(List.of(rows), BEFORE).judge(complete, most);
    }

    @Test
    void forgetsPlainSuccessesWhoseTimeIsOver() {
        assertThat(judge(ALL, 10, succeeded(1, 990, 998), succeeded(2, 990, 999), succeeded(3, 1_001, 1_002)))
                .isEqualTo(new Verdict(2, List.of(1L, 2L)));
    }

    @Test
    void leavesTheRestOfWhatHasBeenAboutForLongEnoughToBeNoted() {
        assertThat(judge(ALL, 10, succeeded(1, 990, 1_050), other(Watch.OPEN, 2, 990), other(Watch.ENDED, 3, 990)))
                .isEqualTo(new Verdict(3, List.of()));
    }

    @Test
    void goesOnAfterARowItIsTooEarlyFor() {
        assertThat(judge(ALL, 10, succeeded(1, 1_010, 1_020), succeeded(2, 990, 991)))
                .isEqualTo(new Verdict(2, List.of(2L)));
    }

    @Test
    void stopsBeforeOneMoreThanItIsTold() {
        assertThat(judge(ALL, 1, succeeded(1, 990, 991), other(Watch.OPEN, 2, 990), succeeded(3, 990, 991)))
                .isEqualTo(new Verdict(2, List.of(1L)));
    }

    @Test
    void stopsWhereFurtherRowsMayStillAppear() {
        assertThat(judge(1, 10, succeeded(1, 990, 991), succeeded(2, 990, 991))).isEqualTo(new Verdict(1, List.of(1L)));
    }

    @Test
    void doesNothingWhereThereIsNothing() {
        assertThat(judge(ALL, 10)).isEqualTo(new Verdict(0, List.of()));
        assertThat(judge(ALL, 10, succeeded(1, 1_000, 1_000))).isEqualTo(new Verdict(0, List.of()));
    }
}
