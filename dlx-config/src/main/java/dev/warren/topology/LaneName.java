package dev.warren.topology;

import org.jspecify.annotations.Nullable;

/**
 * The name of a lane: a priority class with its own exchange and queues. It stands in the names of broker objects
 * ({@code jobs.<lane>}, {@code jobs.<lane>.dead}), so it is short, lower case and has no dots.
 *
 * @param value 1 to 32 characters of {@code a-z}, {@code 0-9} and {@code -}, not beginning with {@code -}, and none of the words
 *     {@code dead}, {@code unrouted}, {@code control}, {@code worker} and {@code delay}, which name other objects
 */
public record LaneName(String value) implements Comparable<LaneName> {
    /** For jobs that someone waits for. */
    public static final LaneName CRITICAL = new LaneName("critical");

    /** For jobs whose lane nobody chose. */
    public static final LaneName DEFAULT = new LaneName("default");

    /** For jobs that may take their time. */
    public static final LaneName BULK = new LaneName("bulk");

    private static final int MAX_LENGTH = 32;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException when the name has a wrong shape or is one of the reserved words
     */
    public LaneName {
        Names.check("lane name", value, MAX_LENGTH);
        Names.refuseReserved(value);
    }

    /** As a record's own, spelled out, as {@link #hashCode} is: lanes are looked up several times for every job. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof LaneName that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(LaneName other) {
        return value.compareTo(other.value);
    }

    /** The bare name, as it stands in broker objects. */
    @Override
    public String toString() {
        return value;
    }
}
