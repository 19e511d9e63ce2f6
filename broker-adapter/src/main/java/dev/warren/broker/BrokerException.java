package dev.warren.broker;

import dev.warren.WarrenException;
import org.jspecify.annotations.Nullable;

/** The broker can't be reached, refused what was asked, or the link to it is gone. Never holds a credential. */
public class BrokerException extends WarrenException {
    private static final long serialVersionUID = 1L;

    /** An exception with what failed and what led to it. */
    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
