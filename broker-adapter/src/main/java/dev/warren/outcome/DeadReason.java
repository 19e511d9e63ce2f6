package dev.warren.outcome;

import java.util.Locale;

/** Why a job was given up on; on the wire the header {@code dead-reason}. */
public enum DeadReason {
    /** Failed as often as it may. */
    ATTEMPTS_EXHAUSTED,
    /** Another attempt would come after the job's maximum age. */
    MAX_AGE,
    /** Failed in a way that the job type does not retry. */
    NOT_RETRYABLE,
    /** The handler answered "declined". */
    REJECTED_BY_HANDLER,
    /** The message breaks the wire format, or its payload does not fit the job type. */
    MALFORMED,
    /** No worker of the lane knew its type within the grace. */
    UNKNOWN_TYPE,
    /** Its key was used for another payload before. */
    KEY_CONFLICT,
    /** Has brought down as many workers as it may. */
    POISON;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The value on the wire, such as {@code attempts-exhausted}. */
    public String wireName() {
        return wireName;
    }
}
