package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayLadderTest {
    private static final DelayLadder SMALL = new DelayLadder(Duration.ofMillis(250), 5);

    @ParameterizedTest(name = "{0} ms enters at level {1} with {2}")
    @CsvSource({
        "-1000, 0, 0.0.0.0.1, 250",
        "0,     0, 0.0.0.0.1, 250",
        "1,     0, 0.0.0.0.1, 250",
        "250,   0, 0.0.0.0.1, 250",
        "251,   1, 0.0.0.1.0, 500",
        "500,   1, 0.0.0.1.0, 500",
        "501,   1, 0.0.0.1.1, 750",
        "1000,  2, 0.0.1.0.0, 1000",
        "1250,  2, 0.0.1.0.1, 1250",
        "3999,  4, 1.0.0.0.0, 4000",
        "7500,  4, 1.1.1.1.0, 7500",
        "7501,  4, 1.1.1.1.1, 7750",
        "7750,  4, 1.1.1.1.1, 7750",
        "7751,  4, 1.1.1.1.1, 7750",
        "99999, 4, 1.1.1.1.1, 7750",
    })
    void roundsUpAndEntersAtTheHighestSetBit(long delayMillis, int entryLevel, String bits, long roundMillis) {
        assertThat(SMALL.step(Duration.ofMillis(delayMillis)))
                .isEqualTo(new DelayStep(entryLevel, bits, Duration.ofMillis(roundMillis)));
    }

    @Test
    void roundsUpWhatExceedsAUnitByOneNanosecond() {
        assertThat(SMALL.step(Duration.ofMillis(500).plusNanos(1)).delay()).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void takesAnyDurationWithoutOverflow() {
        assertThat(SMALL.step(Duration.ofSeconds(Long.MAX_VALUE)).delay()).isEqualTo(SMALL.longestRound());
        assertThat(SMALL.step(Duration.ofSeconds(Long.MIN_VALUE)).delay()).isEqualTo(SMALL.unit());
    }

    @Test
    void standardLadderHoldsThreeDays() {
        assertThat(DelayLadder.standard().longestRound()).isEqualTo(Duration.ofMillis(262_143_750));
        assertThat(DelayLadder.standard().timeToLive(19)).isEqualTo(Duration.ofSeconds(131_072));
    }

    @ParameterizedTest(name = "{0} with {1} levels: {2}")
    @CsvSource({
        "PT0S,           20, whole milliseconds",
        "PT-1S,          20, whole milliseconds",
        "PT0.0005S,      20, whole milliseconds",
        "PT1H0.001S,     20, whole milliseconds",
        "PT0.25S,         0, 1 to 32",
        "PT0.25S,        33, 1 to 32",
        "PT0.25S,        26, use fewer levels",
        "PT1H,           12, use fewer levels",
    })
    void refusesWhatNoBrokerCouldHold(Duration unit, int levels, String why) {
        assertThatThrownBy(() -> new DelayLadder(unit, levels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"PT0.001S, 32", "PT0.25S, 25", "PT1S, 22", "PT1H, 11"})
    void theLargestLaddersStayWithinRabbitMqsLongestTimeToLive(Duration unit, int levels) {
        assertThat(new DelayLadder(unit, levels).timeToLive(levels - 1).toMillis())
                .isLessThanOrEqualTo(4_294_967_295L);
    }

    @Test
    void refusesALevelThatIsNotThere() {
        assertThatThrownBy(() -> SMALL.timeToLive(5)).hasMessage("delay level 5 must be 0 to 4");
        assertThatThrownBy(() -> SMALL.timeToLive(-1)).hasMessage("delay level -1 must be 0 to 4");
    }
}
