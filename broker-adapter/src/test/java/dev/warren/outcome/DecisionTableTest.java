package dev.warren.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.job.Coordinates;
import dev.warren.job.RetryAfter;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from each result of an attempt, for attempts below and at the maximum, young and too old, retryable or not. */
class DecisionTableTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Coordinates AT = new Coordinates(2, 5);

    /** 10 s of backoff, jitter in the middle; 30 s for RetryAfter and snoozing. */
    @ParameterizedTest(name = "{0}, attempt {1} of 3, {2} old of at most {3}: {4}")
    @CsvSource({
        // result,    attempt, age,    most,   decision
        "succeeded,    1, PT0S,   PT1M,  succeeded",
        "succeeded,    3, PT2H,   PT1M,  succeeded",
        "retryable,    1, PT0S,   PT1M,  retry in 10",
        "retryable,    2, PT0S,   PT1M,  retry in 10",
        "retryable,    3, PT0S,   PT1M,  dead attempts-exhausted",
        "retryable,    4, PT0S,   PT1M,  dead attempts-exhausted",
        "retryable,    1, PT50S,  PT1M,  retry in 10",
        "retryable,    1, PT51S,  PT1M,  dead max-age",
        "retryable,    3, PT51S,  PT1M,  dead attempts-exhausted",
        "retryable,    1, PT999H, none,  retry in 10",
        "unretryable,  1, PT0S,   PT1M,  dead not-retryable",
        "unretryable,  3, PT0S,   PT1M,  dead not-retryable",
        "unretryable,  1, PT2H,   PT1M,  dead not-retryable",
        "retry-after,  1, PT0S,   PT1M,  retry in 30",
        "retry-after,  2, PT30S,  PT1M,  retry in 30",
        "retry-after,  1, PT31S,  PT1M,  dead max-age",
        "retry-after,  3, PT0S,   PT1M,  dead attempts-exhausted",
        "retry-after,  1, PT999H, none,  retry in 30",
        "snoozed,      1, PT0S,   PT1M,  snoozed for 30",
        "snoozed,      3, PT0S,   PT1M,  snoozed for 30",
        "snoozed,      3, PT30S,  PT1M,  snoozed for 30",
        "snoozed,      1, PT31S,  PT1M,  dead max-age",
        "snoozed,      3, PT999H, none,  snoozed for 30",
        "declined,     1, PT0S,   PT1M,  dead rejected-by-handler",
        "declined,     3, PT2H,   PT1M,  dead rejected-by-handler",
        "unreadable,   1, PT0S,   PT1M,  dead malformed",
        "unreadable,   3, PT2H,   PT1M,  dead malformed",
    })
    void followsFromTheResult(String result, int number, Duration age, String most, String expected) {
        RetryPolicy policy = RetryPolicy.standard()
                .withBackoff(Backoff.exponential(Duration.ofSeconds(10), 1, Duration.ofMinutes(10)))
                .retryingOn(IOException.class);
        Attempt attempt = new Attempt(
                AT, number, 3, NOW.minus(age), most.equals("none") ? policy : policy.withMaxAge(Duration.parse(most)));
        assertThat(describe(result(result).decide(attempt, NOW, 0.5), number)).isEqualTo(expected);
    }

    private static AttemptResult result(String name) {
        return switch (name) {
            case "succeeded" -> new AttemptResult.Succeeded(Optional.of("7"));
            case "retryable" -> new AttemptResult.Failed(new IOException("down"));
            case "unretryable" -> new AttemptResult.Failed(new IllegalStateException("no"));
            // Not in the list of what is retried: who asks to come back, comes back.
            case "retry-after" -> new AttemptResult.Failed(new RetryAfter(Duration.ofSeconds(30), "429"));
            case "snoozed" -> new AttemptResult.Snoozed(Duration.ofSeconds(30));
            case "declined" -> new AttemptResult.Declined("no such order");
            default -> new AttemptResult.Unreadable("the body is not JSON");
        };
    }

    /** The decision in words; checks on the way that its details agree with each other. */
    private static String describe(Decision decision, int number) {
        return decision.match(new Decision.Cases<String>() {
            @Override
            public String succeed(Decision.Succeed succeed) {
                assertThat(succeed.resultJson()).contains("7");
                assertThat(succeed.outcome()).isEqualTo(Outcome.SUCCEEDED);
                return "succeeded";
            }

            @Override
            public String retry(Decision.Retry retry) {
                assertThat(retry.next()).isEqualTo(new Coordinates(2, 6));
                assertThat(retry.nextAttempt()).isEqualTo(number + 1);
                assertThat(retry.due()).isEqualTo(NOW.plus(retry.delay()));
                assertThat(retry.outcome()).isEqualTo(Outcome.RETRY);
                return "retry in " + retry.delay().toSeconds();
            }

            @Override
            public String snooze(Decision.Snooze snooze) {
                assertThat(snooze.next()).isEqualTo(new Coordinates(2, 6));
                assertThat(snooze.attempt()).isEqualTo(number);
                assertThat(snooze.due()).isEqualTo(NOW.plus(snooze.delay()));
                assertThat(snooze.outcome()).isEqualTo(Outcome.SNOOZED);
                return "snoozed for " + snooze.delay().toSeconds();
            }

            @Override
            public String dead(Decision.Dead dead) {
                assertThat(dead.attempt()).isEqualTo(number);
                assertThat(dead.at()).isEqualTo(NOW);
                assertThat(dead.outcome()).isEqualTo(Outcome.DEAD);
                return "dead " + dead.reason().wireName();
            }
        });
    }

    @ParameterizedTest(name = "random {0}: {1} ms")
    @CsvSource({"0.0, 8000", "0.5, 10000", "0.75, 11000"})
    void spreadsTheBackoffByTheRandomNumber(double random, long millis) {
        Decision.Retry retry = (Decision.Retry) new AttemptResult.Failed(new IOException())
                .decide(new Attempt(AT, 1, 5, NOW, RetryPolicy.standard()), NOW, random);
        assertThat(retry.delay()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0.0", "0.999"})
    void keepsToRetryAfterWithoutJitter(double random) {
        Decision.Retry retry = (Decision.Retry) new AttemptResult.Failed(new RetryAfter(Duration.ofSeconds(7), "429"))
                .decide(new Attempt(AT, 1, 5, NOW, RetryPolicy.standard()), NOW, random);
        assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void retryAfterAsACauseIsAnOrdinaryFailure() {
        Exception wrapped = new IllegalStateException(new RetryAfter(Duration.ofSeconds(7), "429"));
        Decision.Retry retry = (Decision.Retry)
                new AttemptResult.Failed(wrapped).decide(new Attempt(AT, 1, 5, NOW, RetryPolicy.standard()), NOW, 0.5);
        assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theMessagesOwnMaximumDecidesNotThePolicys() {
        AttemptResult failed = new AttemptResult.Failed(new IOException());
        assertThat(failed.decide(new Attempt(AT, 7, 9, NOW, RetryPolicy.never()), NOW, 0)
                        .outcome())
                .isEqualTo(Outcome.RETRY);
        assertThat(failed.decide(new Attempt(AT, 1, 1, NOW, RetryPolicy.standard()), NOW, 0)
                        .outcome())
                .isEqualTo(Outcome.DEAD);
    }

    @Test
    void keepsTheWordsOfWhatHappened() {
        Attempt attempt = new Attempt(AT, 3, 3, NOW, RetryPolicy.standard());
        assertThat(failureOf(new AttemptResult.Declined("no such order").decide(attempt, NOW, 0)))
                .isEqualTo(Failure.sentence("declined", "no such order"));
        assertThat(failureOf(new AttemptResult.Unreadable("not JSON").decide(attempt, NOW, 0)))
                .isEqualTo(Failure.sentence("malformed", "not JSON"));
        Failure thrown = failureOf(new AttemptResult.Failed(new IOException("down")).decide(attempt, NOW, 0));
        assertThat(thrown.type()).isEqualTo("java.io.IOException");
        assertThat(thrown.message()).isEqualTo("down");
        assertThat(thrown.stack()).startsWith("java.io.IOException: down").contains("DecisionTableTest");
    }

    private static Failure failureOf(Decision decision) {
        return ((Decision.Dead) decision).failure();
    }

    @Test
    void decidesForTheOldestJobAndTheLongestWaits() {
        RetryPolicy patient = RetryPolicy.standard().withMaxAge(Duration.ofDays(36_500));
        Attempt ancient = new Attempt(AT, 1, 3, Instant.EPOCH, patient);
        Duration longest = Backoff.LONGEST;
        assertThat(new AttemptResult.Snoozed(longest).decide(ancient, NOW, 0).outcome())
                .isEqualTo(Outcome.SNOOZED);
        assertThat(new AttemptResult.Failed(new RetryAfter(longest, "later"))
                        .decide(ancient, NOW, 0)
                        .outcome())
                .isEqualTo(Outcome.RETRY);
    }

    @ParameterizedTest
    @CsvSource({
        "ATTEMPTS_EXHAUSTED, attempts-exhausted",
        "MAX_AGE, max-age",
        "NOT_RETRYABLE, not-retryable",
        "REJECTED_BY_HANDLER, rejected-by-handler",
        "MALFORMED, malformed",
        "UNKNOWN_TYPE, unknown-type",
    })
    void namesDeathsAsTheWireFormatDoes(DeadReason reason, String wireName) {
        assertThat(reason.wireName()).isEqualTo(wireName);
    }

    @Test
    void labelsOutcomesInLowerCase() {
        assertThat(Outcome.values())
                .extracting(Outcome::label)
                .containsExactly(
                        "succeeded",
                        "retry",
                        "snoozed",
                        "dead",
                        "deferred",
                        "expired",
                        "cancelled",
                        "skipped",
                        "duplicate",
                        "stale");
    }
}
