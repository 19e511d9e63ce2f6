package dev.warren.idempotency;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of time, open to one side or both.
 *
 * @param from its beginning, which is part of it; empty for no bound
 * @param until its end, which is not part of it; empty for no bound
 */
public record TimeRange(Optional<Instant> from, Optional<Instant> until) {
    /** All of time. */
    public static final TimeRange ALWAYS = new TimeRange(Optional.empty(), Optional.empty());

    /** Checks that it does not end before it begins. */
    public TimeRange {
        if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
            throw new IllegalArgumentException(
                    "a time range from " + from.get() + " until " + until.get() + " ends before it begins");
        }
    }

    /** From a time on. */
    public static TimeRange from(Instant from) {
        return new TimeRange(Optional.of(from), Optional.empty());
    }

    /** Before a time. */
    public static TimeRange until(Instant until) {
        return new TimeRange(Optional.empty(), Optional.of(until));
    }

    /** Whether a time lies in it. */
    public boolean contains(Instant time) {
        return from.map(begin -> !time.isBefore(begin)).orElse(true)
                && until.map(end -> time.isBefore(end)).orElse(true);
    }
}
