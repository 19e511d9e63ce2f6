package dev.warren.idempotency;

/**
 * A process that holds claims. A fresh one for every start, so that what a dead process held is never taken for held.
 *
 * @param value unique among all workers of a store
 */
public record Owner(String value) {
    /** Checks that there is one. */
    public Owner {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an owner's id is blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
