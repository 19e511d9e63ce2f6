package dev.warren.job;

import dev.warren.WarrenException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that knows when to come back, such as after an HTTP 429 with a {@code Retry-After}. The wait replaces the
 * policy's backoff, without jitter; the attempt counts, and maximum attempts and age hold.
 */
public final class RetryAfter extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** Asks for another attempt after {@code delay}, which is at least 1 ms. */
    public RetryAfter(Duration delay, String message) {
        this(delay, message, null);
    }

    /** Asks for another attempt after {@code delay}, which is at least 1 ms. */
    public RetryAfter(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.toMillis() < 1) {
            throw new IllegalArgumentException("RetryAfter asks for " + delay + "; it must be at least 1 ms");
        }
        this.delay = delay;
    }

    /** How long to wait. */
    public Duration delay() {
        return delay;
    }
}
