package dev.warren.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties over the whole range of delays, from one unit to years; a failing seed reproduces its case. */
class DelayLadderPropertiesTest {
    private static final int CASES = 20_000;
    private static final Duration LONGEST_ASKED = Duration.ofDays(3 * 365);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void waitsForTheDelayRoundedUpToOneUnit(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            DelayLadder ladder = anyLadder(random);
            Duration delay = anyDelay(random, ladder.longestRound());

            Duration waited = waited(ladder, ladder.step(delay));

            assertThat(waited).as("%s, %s", ladder, delay).isGreaterThanOrEqualTo(delay);
            assertThat(waited.minus(delay)).as("%s, %s", ladder, delay).isLessThan(ladder.unit());
            assertThat(waited).isEqualTo(ladder.step(delay).delay());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void roundsSumUpWhenADelayIsLongerThanOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES / 20; i++) {
            DelayLadder ladder = DelayLadder.standard();
            Duration delay = anyDelay(random, LONGEST_ASKED);

            Duration waited = Duration.ZERO;
            int rounds = 0;
            while (waited.compareTo(delay) < 0) {
                waited = waited.plus(waited(ladder, ladder.step(delay.minus(waited))));
                rounds++;
            }

            assertThat(waited.minus(delay)).as("%s", delay).isLessThan(ladder.unit());
            assertThat(rounds).isEqualTo(leastRounds(delay, ladder.longestRound()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void entersAtTheHighestLevelThatHolds(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            DelayLadder ladder = anyLadder(random);
            DelayStep step = ladder.step(anyDelay(random, ladder.longestRound()));

            String bits = step.bits().replace(".", "");
            assertThat(bits).hasSize(ladder.levels());
            assertThat(bits.charAt(ladder.levels() - 1 - step.entryLevel())).isEqualTo('1');
            assertThat(step.bits().indexOf('1')).isEqualTo(2 * (ladder.levels() - 1 - step.entryLevel()));
        }
    }

    private static DelayLadder anyLadder(Random random) {
        int levels = 1 + random.nextInt(25);
        return new DelayLadder(Duration.ofMillis(1 + random.nextInt(255)), levels);
    }

    /** Spread over the orders of magnitude, to the nanosecond. */
    private static Duration anyDelay(Random random, Duration most) {
        double exponent = random.nextDouble() * Math.log((double) most.toNanos());
        return Duration.ofNanos(Math.min(most.toNanos(), Math.max(1, (long) Math.exp(exponent))));
    }

    private static Duration waited(DelayLadder ladder, DelayStep step) {
        String bits = step.bits().replace(".", "");
        Duration sum = Duration.ZERO;
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                sum = sum.plus(ladder.timeToLive(ladder.levels() - 1 - i));
            }
        }
        return sum;
    }

    private static int leastRounds(Duration delay, Duration round) {
        long whole = delay.dividedBy(round);
        return (int) (round.multipliedBy(whole).equals(delay) ? whole : whole + 1);
    }
}
