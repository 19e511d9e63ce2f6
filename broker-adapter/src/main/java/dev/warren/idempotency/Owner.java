package dev.warren.idempotency;

import java.util.Optional;

/**
 * A process that holds claims. A fresh one for every start and for every lapse of its lease, so that what a dead process held is never
 * taken for held.
 */
public final class Owner {
    private final String value;
    private final Optional<Owner> asOptional = Optional.of(this);

    /**
     * An owner.
     *
     * @param value unique among all workers of a store
     */
    public Owner(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an owner's id is blank");
        }
        this.value = value;
    }

    /** The id. */
    public String value() {
        return value;
    }

    /** The same one every time: thousands of records hold it. */
    Optional<Owner> asOptional() {
        return asOptional;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return this == other || (other instanceof Owner that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
