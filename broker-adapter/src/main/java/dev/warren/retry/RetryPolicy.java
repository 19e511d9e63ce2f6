package dev.warren.retry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The retry rules of a job type. Immutable; each {@code with…} method answers a changed copy.
 *
 * @param maxAttempts how often a handler may run in all, 1 to 1000; 1 means no retry
 * @param maxAge how long after its enqueueing a job may still be tried again, up to 36,500 days; empty means for ever
 * @param backoff the wait before each further attempt
 * @param retryable which failures are worth another attempt
 * @param inProcess quick retries inside one attempt, before the broker's
 */
public record RetryPolicy(
        int maxAttempts,
        Optional<Duration> maxAge,
        Backoff backoff,
        RetryableFailures retryable,
        Optional<InProcessRetry> inProcess) {

    /** Most attempts any policy or message may ask for. */
    public static final int MOST_ATTEMPTS = 1_000;

    /** Keeps the sum of a job's time and its age within what an {@link java.time.Instant} holds. */
    private static final Duration LONGEST_AGE = Duration.ofDays(36_500);

    private static final RetryPolicy STANDARD = new RetryPolicy(
            5,
            Optional.empty(),
            Backoff.exponential(Duration.ofSeconds(10), 2, Duration.ofMinutes(10)),
            RetryableFailures.all(),
            Optional.empty());

    /** Checks the bounds. */
    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "maxAttempts is " + maxAttempts + "; it must be from 1 to " + MOST_ATTEMPTS);
        }
        maxAge.ifPresent(age -> {
            if (age.isNegative() || age.isZero() || age.compareTo(LONGEST_AGE) > 0) {
                throw new IllegalArgumentException("maxAge is " + age + "; it must be longer than nothing and at most "
                        + LONGEST_AGE.toDays() + " days");
            }
        });
    }

    /** The default: 5 attempts, 10 s doubling to 10 min, spread by 20 %, every exception retried. */
    public static RetryPolicy standard() {
        return STANDARD;
    }

    /** A single attempt: the first failure is final. */
    public static RetryPolicy never() {
        return STANDARD.withMaxAttempts(1);
    }

    /** One attempt more than there are waits: {@code intervals(10 s, 60 s, 300 s)} allows four attempts. */
    public static RetryPolicy intervals(Duration... waits) {
        return STANDARD.withBackoff(Backoff.intervals(waits)).withMaxAttempts(waits.length + 1);
    }

    /** A copy with this many attempts in all. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, maxAge, backoff, retryable, inProcess);
    }

    /** A copy that gives up on a job this long after it was enqueued. */
    public RetryPolicy withMaxAge(Duration age) {
        return new RetryPolicy(maxAttempts, Optional.of(age), backoff, retryable, inProcess);
    }

    /** A copy with these waits. */
    public RetryPolicy withBackoff(Backoff waits) {
        return new RetryPolicy(maxAttempts, maxAge, waits, retryable, inProcess);
    }

    /** A copy that retries only these exceptions and their subclasses. */
    @SafeVarargs
    public final RetryPolicy retryingOn(Class<? extends Throwable>... types) {
        return new RetryPolicy(maxAttempts, maxAge, backoff, retryable.only(List.of(types)), inProcess);
    }

    /** A copy that never retries these exceptions and their subclasses; this list beats {@link #retryingOn}. */
    @SafeVarargs
    public final RetryPolicy neverRetryingOn(Class<? extends Throwable>... types) {
        return new RetryPolicy(maxAttempts, maxAge, backoff, retryable.except(List.of(types)), inProcess);
    }

    /** A copy that first retries inside the attempt, while the job keeps its slot. */
    public RetryPolicy withInProcess(InProcessRetry quick) {
        return new RetryPolicy(maxAttempts, maxAge, backoff, retryable, Optional.of(quick));
    }
}
