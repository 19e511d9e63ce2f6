package dev.warren.idempotency;

import java.util.List;

/**
 * A store that knows unique keys: its claims heed {@link ClaimRequest#uniqueness}, and publishers may ask beforehand. It reads the lock and its
 * holder's record, applies {@link LockRules} and writes what they say in one atomic step with the claim.
 */
public interface LockingStore extends IdempotencyStore {
    /**
     * Asks for unique keys before jobs are published, one after the other.
     *
     * @return for each, in order, whether it is to be published
     */
    List<ReserveAnswer> reserve(List<Reservation> batch);
}
