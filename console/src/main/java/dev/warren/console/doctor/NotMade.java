package dev.warren.console.doctor;

import dev.warren.WarrenException;

/** A check can't be made, for a reason that another check reports. */
final class NotMade extends WarrenException {
    private static final long serialVersionUID = 1L;

    NotMade(String reason) {
        super(reason);
    }
}
