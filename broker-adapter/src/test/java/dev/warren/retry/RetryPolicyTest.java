package dev.warren.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    @Test
    void triesFiveTimesByDefaultTenSecondsDoublingToTenMinutesWithJitter() {
        assertThat(RetryPolicy.standard())
                .isEqualTo(new RetryPolicy(
                        5,
                        Optional.empty(),
                        new Backoff.Exponential(Duration.ofSeconds(10), 2, Duration.ofMinutes(10), 0.2),
                        RetryableFailures.all(),
                        Optional.empty()));
    }

    @Test
    void neverMeansOneAttempt() {
        assertThat(RetryPolicy.never().maxAttempts()).isEqualTo(1);
    }

    @Test
    void intervalsAllowOneAttemptMoreThanThereAreWaits() {
        RetryPolicy policy = RetryPolicy.intervals(Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(policy.maxAttempts()).isEqualTo(3);
        assertThat(policy.backoff().before(2, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.backoff().before(3, 0)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void changesACopyOnly() {
        RetryPolicy before = RetryPolicy.standard();
        RetryPolicy changed = before.withMaxAttempts(7)
                .withMaxAge(Duration.ofHours(1))
                .withBackoff(Backoff.intervals(Duration.ofSeconds(1)))
                .retryingOn(IOException.class)
                .neverRetryingOn(FileNotFoundException.class)
                .withInProcess(new InProcessRetry(2, Duration.ofMillis(1)));
        assertThat(changed)
                .isEqualTo(new RetryPolicy(
                        7,
                        Optional.of(Duration.ofHours(1)),
                        Backoff.intervals(Duration.ofSeconds(1)),
                        changed.retryable(),
                        Optional.of(new InProcessRetry(2, Duration.ofMillis(1)))));
        assertThat(before).isEqualTo(RetryPolicy.standard());
        assertThat(before.retryable()).isEqualTo(RetryableFailures.all());
    }

    @ParameterizedTest(name = "maxAttempts {0}")
    @CsvSource({"0", "-1", "1001"})
    void refusesAttemptsOutOfBounds(int attempts) {
        assertThatThrownBy(() -> RetryPolicy.standard().withMaxAttempts(attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAttempts is " + attempts + "; it must be from 1 to 1000");
    }

    @Test
    void refusesAnAgeOutOfBounds() {
        for (Duration age : new Duration[] {Duration.ZERO, Duration.ofMillis(-1), ChronoUnit.FOREVER.getDuration()}) {
            assertThatThrownBy(() -> RetryPolicy.standard().withMaxAge(age))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("maxAge is " + age, "36500 days");
        }
        assertThat(RetryPolicy.standard().withMaxAge(Duration.ofNanos(1)).maxAge())
                .contains(Duration.ofNanos(1));
    }

    @Test
    void retriesEveryFailureUnlessToldOtherwise() {
        assertThat(RetryableFailures.all().includes(new IOException())).isTrue();
        assertThat(RetryableFailures.all().includes(new StackOverflowError())).isTrue();
    }

    @Test
    void retriesOnlyTheListedFailuresAndTheirSubclasses() {
        RetryableFailures some =
                RetryPolicy.standard().retryingOn(IOException.class).retryable();
        assertThat(some.includes(new IOException())).isTrue();
        assertThat(some.includes(new SocketTimeoutException())).isTrue();
        assertThat(some.includes(new IllegalStateException(new IOException()))).isFalse();
    }

    @Test
    void neverListsBeatOnlyLists() {
        RetryableFailures some = RetryPolicy.standard()
                .neverRetryingOn(FileNotFoundException.class)
                .retryingOn(IOException.class)
                .retryable();
        assertThat(some.includes(new FileNotFoundException())).isFalse();
        assertThat(some.includes(new IOException())).isTrue();
    }

    @Test
    void severalListsAddUp() {
        RetryableFailures some = RetryPolicy.standard()
                .retryingOn(IOException.class)
                .retryingOn(IllegalStateException.class)
                .retryable();
        assertThat(some.includes(new IOException())).isTrue();
        assertThat(some.includes(new IllegalStateException())).isTrue();
        assertThat(some.includes(new IllegalArgumentException())).isFalse();
    }

    @ParameterizedTest(name = "{0} tries, {1}: {2}")
    @CsvSource({
        "1,  PT1S,       in-process tries are 1; they must be from 2 to 10",
        "11, PT1S,       in-process tries are 11; they must be from 2 to 10",
        "2,  PT0S,       in-process pause is PT0S; it must be from 1 ms to 10 s",
        "2,  PT0.0009S,  in-process pause is PT0.0009S; it must be from 1 ms to 10 s",
        "2,  PT10.001S,  in-process pause is PT10.001S; it must be from 1 ms to 10 s",
        "8,  PT10S,      in-process retries wait PT1M10S in all; at most PT1M",
    })
    void refusesQuickRetriesOutOfBounds(int tries, Duration pause, String message) {
        assertThatThrownBy(() -> new InProcessRetry(tries, pause))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAnEndlessQuickPauseByItsOwnMessage() {
        assertThatThrownBy(() -> new InProcessRetry(2, ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in-process pause is");
    }

    @Test
    void acceptsQuickRetriesAtTheirBounds() {
        assertThat(new InProcessRetry(7, Duration.ofSeconds(10)).tries()).isEqualTo(7);
        assertThat(new InProcessRetry(10, Duration.ofMillis(1)).pause()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void callsAsOftenAsItMayAndOnlyForRetryableFailures() throws Exception {
        InProcessRetry quick = new InProcessRetry(3, Duration.ofMillis(1));
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(
                        () -> quick.toRetry("t", IOException.class::isInstance).executeCallable(() -> {
                            calls.incrementAndGet();
                            throw new IOException("again");
                        }))
                .isInstanceOf(IOException.class);
        assertThat(calls).hasValue(3);

        calls.set(0);
        assertThatThrownBy(
                        () -> quick.toRetry("t", IOException.class::isInstance).executeCallable(() -> {
                            calls.incrementAndGet();
                            throw new IllegalStateException("final");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(calls).hasValue(1);
    }
}
