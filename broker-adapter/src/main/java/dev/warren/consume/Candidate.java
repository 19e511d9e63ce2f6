package dev.warren.consume;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobKey;
import dev.warren.wire.JobMessage;

/**
 * A delivery that asks for permission to run.
 *
 * @param delivery the delivery
 * @param job what it tells
 * @param handled its type, with the handler
 * @param key the job's key in the store
 * @param payloadHash its payload's fingerprint
 */
record Candidate(Delivery delivery, JobMessage job, Handlers.Handled<?> handled, JobKey key, long payloadHash) {
    ClaimRequest request(InFlight inFlight, int poisonAfter) {
        return new ClaimRequest(
                key,
                job.id(),
                job.coordinates(),
                job.attempt(),
                payloadHash,
                job.enqueuedAt(),
                job.expiresAt(),
                inFlight.fenceOf(key),
                poisonAfter,
                delivery.source().lane(),
                job.uniqueness());
    }
}
