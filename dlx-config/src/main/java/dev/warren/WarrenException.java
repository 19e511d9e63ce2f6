package dev.warren;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception Warren throws on purpose, other than {@link IllegalArgumentException} for a bad argument. Its message
 * says what failed, of which job or object, and what happens next; it never holds a payload or a credential.
 */
public class WarrenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and no cause. */
    public WarrenException(String message) {
        super(message);
    }

    /** An exception with a message and what led to it. */
    public WarrenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
