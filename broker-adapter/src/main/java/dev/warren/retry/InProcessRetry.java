package dev.warren.retry;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Quick retries inside one attempt, for a hiccup that is over in moments. The job keeps its slot meanwhile, so the whole of it is
 * bounded to one minute of waiting; anything longer belongs to the broker's delays.
 *
 * @param tries how often the handler is called within one attempt, 2 to 10
 * @param pause the pause between two calls, 1 ms to 10 s
 */
public record InProcessRetry(int tries, Duration pause) {
    private static final Duration LONGEST_IN_ALL = Duration.ofMinutes(1);

    /** Checks the bounds. */
    public InProcessRetry {
        if (tries < 2 || tries > 10) {
            throw new IllegalArgumentException("in-process tries are " + tries + "; they must be from 2 to 10");
        }
        if (pause.compareTo(Backoff.SHORTEST) < 0 || pause.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("in-process pause is " + pause + "; it must be from 1 ms to 10 s");
        }
        if (pause.multipliedBy(tries - 1L).compareTo(LONGEST_IN_ALL) > 0) {
            throw new IllegalArgumentException(
                    "in-process retries wait " + pause.multipliedBy(tries - 1L) + " in all; at most " + LONGEST_IN_ALL);
        }
    }

    /** These rules as a resilience4j {@link Retry} that retries the failures {@code retryable} names. */
    public Retry toRetry(String name, Predicate<Throwable> retryable) {
        return Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(tries)
                        .intervalFunction(IntervalFunction.of(pause))
                        .retryOnException(retryable)
                        .build());
    }
}
