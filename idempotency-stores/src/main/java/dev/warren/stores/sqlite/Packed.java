package dev.warren.stores.sqlite;

import java.util.Arrays;

/**
 * Many rows as one parameter: parts of fixed width, one row after the other, which the statement takes apart with {@code substr}. One call into
 * SQLite for a batch costs a third of one for each row.
 */
final class Packed {
    /** As wide as the longest number with its sign. */
    static final int NUMBER_WIDTH = 20;

    private final byte[] bytes;
    private int at;

    Packed(int size) {
        bytes = new byte[size];
    }

    byte[] bytes() {
        return bytes;
    }

    /** With this in each place that nothing is added to. */
    Packed filled(byte with) {
        Arrays.fill(bytes, with);
        return this;
    }

    /** Goes on at a place. */
    Packed at(int place) {
        at = place;
        return this;
    }

    Packed add(byte[] part) {
        System.arraycopy(part, 0, bytes, at, part.length);
        at += part.length;
        return this;
    }

    /** A number in decimal digits, with zeros before it. */
    Packed add(long number) {
        long rest = number;
        for (int i = at + NUMBER_WIDTH - 1; i > at; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        bytes[at] = (byte) (number < 0 ? '-' : '0');
        at += NUMBER_WIDTH;
        return this;
    }
}
