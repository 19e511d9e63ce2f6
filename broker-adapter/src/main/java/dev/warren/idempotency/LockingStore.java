package dev.warren.idempotency;

import dev.warren.job.JobId;
import java.util.List;
import java.util.Optional;

/**
 * A store that knows unique keys: its claims heed {@link ClaimRequest#uniqueness}, and publishers may ask beforehand. It reads the lock and its
 * holder's record, applies {@link LockRules} and writes what they say in one atomic step with the claim.
 */
public interface LockingStore extends IdempotencyStore {
    /**
     * Asks for unique keys before jobs are published, one after the other.
     *
     * @return for each in order: empty, when the job is to be published and registered within {@link Reservation#HOLDS}, or else the id
     *     of the job that has the key
     */
    List<Optional<JobId>> reserve(List<Reservation> batch);
}
