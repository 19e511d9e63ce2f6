package dev.warren.idempotency;

/**
 * A place in the order of a store's jobs, where a page ended. It may be kept, and sent about; only the store that made it can read it.
 *
 * @param value of 1 to 4,096 characters, with a meaning for the store alone
 */
public record JobCursor(String value) {
    private static final int MAX_LENGTH = 4_096;

    /** Checks the bounds. */
    public JobCursor {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a cursor has 1 to " + MAX_LENGTH + " characters; this one has " + value.length());
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
