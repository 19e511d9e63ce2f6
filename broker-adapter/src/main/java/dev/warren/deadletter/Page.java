package dev.warren.deadletter;

/**
 * A part of what a look finds, from the queue's head on: the oldest first.
 *
 * @param skip how many to leave out first, from 0
 * @param most how many to show, from 1
 */
public record Page(long skip, long most) {
    /** Checks the bounds. */
    public Page {
        if (skip < 0) {
            throw new IllegalArgumentException("skip is " + skip + "; it must be 0 or more");
        }
        if (most < 1) {
            throw new IllegalArgumentException("a page of " + most + " shows nothing; it must be 1 or more");
        }
    }

    /** The first ones. */
    public static Page first(long most) {
        return new Page(0, most);
    }
}
