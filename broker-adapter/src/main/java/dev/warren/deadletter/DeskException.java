package dev.warren.deadletter;

import dev.warren.WarrenException;
import org.jspecify.annotations.Nullable;

/** A desk's work ended before its time. What was not done is in its queue as before; doing the same again goes on. */
public final class DeskException extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final transient Tally tally;

    DeskException(String message, Tally tally, @Nullable Throwable cause) {
        super(message, cause);
        this.tally = tally;
    }

    /** How far it came. */
    public Tally tally() {
        return tally;
    }
}
