package dev.warren.chaos.check;

import dev.warren.chaos.load.Kind;
import org.jspecify.annotations.Nullable;

/** All that is known of one job; there may be a million of them, so it is small and plain. */
final class JobState {
    boolean tried;
    boolean confirmed;
    boolean cancelling;
    boolean cancelled;
    boolean done;
    int highestAttempt;
    int crashes;
    int deadLetters;
    int effects;
    long confirmedMicros = Long.MAX_VALUE;

    @Nullable
    String status;

    @Nullable
    String reason;

    /** How it has ended, or null when it has not. */
    Kind.@Nullable End end() {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case "succeeded" -> Kind.End.SUCCEEDED;
            case "dead" -> Kind.End.DEAD;
            case "cancelled" -> Kind.End.CANCELLED;
            case "expired" -> Kind.End.EXPIRED;
            default -> null;
        };
    }
}
