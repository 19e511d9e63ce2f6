package dev.warren.console.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void showsShareRateAndTimeLeft() {
        assertThat(Progress.line("jobs", 2_500, 10_000, 2_500, 5 * SECOND, 80))
                .isEqualTo("jobs [#######.......................]  25%  2,500/10,000  500/s  15 s left");
    }

    @Test
    void aResumedRunCountsOnlyWhatItDidItself() {
        assertThat(Progress.line("jobs", 9_000, 10_000, 1_000, 10 * SECOND, 80)).contains("100/s  10 s left");
    }

    @Test
    void neverIsWiderThanTheTerminal() {
        for (int columns = 1; columns < 80; columns++) {
            assertThat(Progress.line("jobs", 5, 10, 5, SECOND, columns).length())
                    .isLessThanOrEqualTo(columns);
        }
    }
}
