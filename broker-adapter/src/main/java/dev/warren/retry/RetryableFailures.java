package dev.warren.retry;

import java.util.ArrayList;
import java.util.List;

/**
 * Which failures are worth another attempt.
 *
 * @param only if not empty, just these exceptions and their subclasses are retried
 * @param never these exceptions and their subclasses are not retried, whatever {@code only} says
 */
public record RetryableFailures(List<Class<? extends Throwable>> only, List<Class<? extends Throwable>> never) {
    /** Copies the lists. */
    public RetryableFailures {
        only = List.copyOf(only);
        never = List.copyOf(never);
    }

    /** Every failure is worth another attempt. */
    public static RetryableFailures all() {
        return new RetryableFailures(List.of(), List.of());
    }

    RetryableFailures only(List<Class<? extends Throwable>> types) {
        return new RetryableFailures(join(only, types), never);
    }

    RetryableFailures except(List<Class<? extends Throwable>> types) {
        return new RetryableFailures(only, join(never, types));
    }

    /** Whether {@code failure} is worth another attempt. */
    public boolean includes(Throwable failure) {
        return (only.isEmpty() || isOneOf(only, failure)) && !isOneOf(never, failure);
    }

    private static boolean isOneOf(List<Class<? extends Throwable>> types, Throwable failure) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static List<Class<? extends Throwable>> join(
            List<Class<? extends Throwable>> some, List<Class<? extends Throwable>> more) {
        List<Class<? extends Throwable>> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
