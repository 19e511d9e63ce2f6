package dev.warren.idempotency.conformance;

import dev.warren.idempotency.JobKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A call as it was seen from outside: it took effect at some moment between its two times.
 *
 * @param caller who called
 * @param key the job that was asked about; any one of a history's when it is about all of them
 * @param ask what was asked of the key
 * @param answer what was answered; empty when that got lost, and then it is unknown whether, and until when, it took effect
 * @param asked when it was asked, in nanoseconds
 * @param answered when it was answered; {@link #NEVER} without an answer
 */
record Call(String caller, JobKey key, Ask ask, Optional<?> answer, long asked, long answered) {
    static final long NEVER = Long.MAX_VALUE;

    boolean isOpen() {
        return answered == NEVER;
    }

    /** Some calls of one history, to be read by people: times in microseconds from {@code start}. */
    static String told(List<Call> calls, long start) {
        return calls.stream().map(call -> call.told(start)).collect(Collectors.joining("\n"));
    }

    private String told(long start) {
        String end = isOpen() ? "…" : Long.toString((answered - start) / 1_000);
        return String.format(
                "%8d – %8s  %-8s %s: %s → %s",
                (asked - start) / 1_000,
                end,
                caller,
                key.key(),
                ask,
                answer.map(Object::toString).orElse("(lost)"));
    }
}
