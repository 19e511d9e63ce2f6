package dev.warren.idempotency;

import dev.warren.WarrenException;
import org.jspecify.annotations.Nullable;

/** The store did not answer, or refused. Whether what was asked has happened is unknown; asking again is safe. */
public class StoreException extends WarrenException {
    private static final long serialVersionUID = 1L;

    /** An exception with what failed and what led to it. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
