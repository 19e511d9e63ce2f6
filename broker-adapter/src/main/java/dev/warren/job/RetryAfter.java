package dev.warren.job;

import dev.warren.WarrenException;
import dev.warren.retry.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that knows when to come back, such as after an HTTP 429 with a {@code Retry-After}. The wait replaces the
 * policy's backoff, without jitter; the attempt counts, and maximum attempts and age hold.
 */
public final class RetryAfter extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** Asks for another attempt after {@code delay}, 1 ms to 365 days. */
    public RetryAfter(Duration delay, String message) {
        this(delay, message, null);
    }

    /** Asks for another attempt after {@code delay}, 1 ms to 365 days. */
    public RetryAfter(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.compareTo(Backoff.SHORTEST) < 0 || delay.compareTo(Backoff.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "RetryAfter asks for " + delay + "; it must be from 1 ms to " + Backoff.LONGEST.toDays() + " days");
        }
        this.delay = delay;
    }

    /** How long to wait. */
    public Duration delay() {
        return delay;
    }
}
