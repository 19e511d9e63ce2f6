package dev.warren.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final double MIDDLE = 0.5;
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @ParameterizedTest(name = "before attempt {0}: {1}")
    @CsvSource({
        "2, PT10S",
        "3, PT20S",
        "4, PT40S",
        "5, PT1M20S",
        "6, PT2M40S",
        "7, PT5M20S",
        "8, PT10M",
        "9, PT10M",
        "1000, PT10M",
    })
    void doublesFromTheFirstWaitUpToTheCap(int attempt, Duration wait) {
        assertThat(Backoff.exponential(Duration.ofSeconds(10), 2, Duration.ofMinutes(10))
                        .before(attempt, MIDDLE))
                .isEqualTo(wait);
    }

    @ParameterizedTest(name = "random {0}: {1} ms")
    @CsvSource({"0.0, 8000", "0.25, 9000", "0.5, 10000", "0.75, 11000"})
    void spreadsAWaitByTwentyPercentEitherWay(double random, long millis) {
        assertThat(Backoff.exponential(Duration.ofSeconds(10), 2, Duration.ofMinutes(10))
                        .before(2, random))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void staysFlatWithAFactorOfOne() {
        Backoff flat = new Backoff.Exponential(Duration.ofSeconds(3), 1, Duration.ofSeconds(3), 0);
        for (int attempt = 2; attempt <= 1_000; attempt++) {
            assertThat(flat.before(attempt, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest(name = "before attempt {0}: {1}")
    @CsvSource({"2, PT1S", "3, PT5S", "4, PT30S", "5, PT30S", "1000, PT30S"})
    void followsTheListAndRepeatsItsLastWait(int attempt, Duration wait) {
        Backoff list = Backoff.intervals(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
        assertThat(list.before(attempt, 0)).isEqualTo(wait);
        assertThat(list.before(attempt, ALMOST_ONE)).isEqualTo(wait);
    }

    @Test
    void spreadsAListWithAJitterOfItsOwn() {
        Backoff list = new Backoff.Intervals(List.of(Duration.ofSeconds(10)), 1);
        assertThat(list.before(2, 0)).isEqualTo(Duration.ofMillis(1));
        assertThat(list.before(2, MIDDLE)).isEqualTo(Duration.ofSeconds(10));
        assertThat(list.before(2, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void neverLeavesItsBoundsWhateverTheSettings() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 5_000; i++) {
            Duration first = Duration.ofMillis(1 + (long) (random.nextDouble() * 86_400_000));
            Duration cap = first.plusMillis((long) (random.nextDouble() * 364 * 86_400_000L));
            double jitter = random.nextDouble();
            Backoff backoff = new Backoff.Exponential(first, 1 + random.nextDouble() * 999, cap, jitter);
            int attempt = 2 + random.nextInt(RetryPolicy.MOST_ATTEMPTS - 1);
            Duration wait = backoff.before(attempt, i % 3 == 0 ? ALMOST_ONE : random.nextDouble());
            assertThat(wait)
                    .as("%s before attempt %d", backoff, attempt)
                    .isBetween(Duration.ofMillis(1), cap)
                    .isGreaterThanOrEqualTo(
                            Duration.ofMillis(Math.max(1, (long) (first.toMillis() * (1 - jitter)) - 1)));
        }
    }

    @Test
    void growsWithoutJitterAndNeverShrinks() {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            Backoff backoff = new Backoff.Exponential(
                    Duration.ofMillis(1 + random.nextInt(10_000)), 1 + random.nextDouble() * 3, Backoff.LONGEST, 0);
            Duration last = Duration.ZERO;
            for (int attempt = 2; attempt <= RetryPolicy.MOST_ATTEMPTS; attempt++) {
                Duration wait = backoff.before(attempt, 0);
                assertThat(wait).as("%s before attempt %d", backoff, attempt).isGreaterThanOrEqualTo(last);
                last = wait;
            }
        }
    }

    @Test
    void aListNeverWaitsLongerThanTheLongestWaitEvenWithJitter() {
        assertThat(new Backoff.Intervals(List.of(Backoff.LONGEST), 1).before(2, ALMOST_ONE))
                .isEqualTo(Backoff.LONGEST);
    }

    @Test
    void refusesWhatIsOutOfBoundsAndNamesIt() {
        Duration second = Duration.ofSeconds(1);
        assertRefused(
                () -> Backoff.exponential(Duration.ZERO, 2, second), "backoff first is PT0S; it must be from 1 ms");
        assertRefused(() -> Backoff.exponential(Duration.ofNanos(999_999), 2, second), "first", "1 ms");
        assertRefused(() -> Backoff.exponential(second.negated(), 2, second), "first is PT-1S");
        assertRefused(() -> Backoff.exponential(second, 2, Duration.ofDays(366)), "cap is PT8784H", "365 days");
        assertRefused(() -> Backoff.exponential(second, 2, ChronoUnit.FOREVER.getDuration()), "cap is", "365 days");
        assertRefused(() -> Backoff.exponential(ChronoUnit.FOREVER.getDuration(), 2, second), "first is", "365 days");
        assertRefused(() -> Backoff.exponential(second, 2, Duration.ofMillis(999)), "cap PT0.999S", "first wait PT1S");
        assertRefused(() -> Backoff.exponential(second, 0.99, second), "factor is 0.99", "1 to 1000");
        assertRefused(() -> Backoff.exponential(second, 1_001, second), "factor is 1001.0", "1 to 1000");
        assertRefused(() -> Backoff.exponential(second, Double.NaN, second), "factor is NaN");
        assertRefused(() -> new Backoff.Exponential(second, 2, second, -0.1), "jitter is -0.1", "0 to 1");
        assertRefused(() -> new Backoff.Exponential(second, 2, second, 1.1), "jitter is 1.1");
        assertRefused(() -> new Backoff.Exponential(second, 2, second, Double.NaN), "jitter is NaN");
        assertRefused(Backoff::intervals, "intervals are empty");
        assertRefused(() -> Backoff.intervals(second, Duration.ZERO), "interval is PT0S", "1 ms");
        assertRefused(() -> new Backoff.Intervals(List.of(second), 2), "jitter is 2.0");
    }

    @ParameterizedTest
    @CsvSource({"1", "0", "-5"})
    void hasNoWaitBeforeTheFirstAttempt(int attempt) {
        assertRefused(() -> RetryPolicy.standard().backoff().before(attempt, 0), "attempt " + attempt, "is 2");
        assertRefused(() -> Backoff.intervals(Duration.ofSeconds(1)).before(attempt, 0), "attempt " + attempt, "is 2");
    }

    private static void assertRefused(Runnable action, String... words) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }
}
