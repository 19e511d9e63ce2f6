package dev.warren.topology.declare;

import java.util.Locale;

/**
 * A right that a login does not have.
 *
 * @param right which
 * @param object the exchange or queue; the default exchange is called {@code amq.default}
 */
public record LackingRight(Right right, String object) {
    @Override
    public String toString() {
        return right.name().toLowerCase(Locale.ROOT) + " on '" + object + "'";
    }
}
