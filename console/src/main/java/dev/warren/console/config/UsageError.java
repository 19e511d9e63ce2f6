package dev.warren.console.config;

import dev.warren.WarrenException;

/** The user's mistake, in a flag, a variable, a file or an argument. Ends the program with exit code 2 and the message, which says what to do. */
public final class UsageError extends WarrenException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what is wrong, where, and what to do. */
    public UsageError(String message) {
        super(message);
    }
}
