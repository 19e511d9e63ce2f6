package dev.warren.client;

import dev.warren.WarrenException;
import org.jspecify.annotations.Nullable;

/** The job is done, but its result can't be had: it was left out by its worker, or is no value of the class asked for. */
public final class ResultUnreadable extends WarrenException {
    private static final long serialVersionUID = 1L;

    ResultUnreadable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
