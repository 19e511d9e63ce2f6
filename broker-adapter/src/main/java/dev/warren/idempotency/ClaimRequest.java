package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.Optional;

/**
 * One delivery that asks to be run.
 *
 * @param key the job
 * @param id the job id; another one than the record's makes the delivery an alias of the first
 * @param coordinates the delivery's life and run
 * @param attempt the number of the attempt it is for, from 1
 * @param payloadHash of {@link PayloadHash}, or {@link PayloadHash#UNKNOWN}
 * @param enqueuedAt when the job was enqueued
 * @param expiresAt not to be started after
 * @param fenceInHand the fence of the claim under which the asking process runs or settles this very job, 0 when it does not; so a
 *     claim whose answer got lost is told from one that is worked on
 * @param poisonAfter how many workers the job may bring down, from 1
 * @param lane the lane the delivery came from
 * @param uniqueness what must be free before it starts; only for a {@link LockingStore}
 */
public record ClaimRequest(
        JobKey key,
        JobId id,
        Coordinates coordinates,
        int attempt,
        long payloadHash,
        Instant enqueuedAt,
        Optional<Instant> expiresAt,
        long fenceInHand,
        int poisonAfter,
        LaneName lane,
        Optional<Uniqueness> uniqueness) {
    /** A delivery of a job without a unique key. */
    public ClaimRequest(
            JobKey key,
            JobId id,
            Coordinates coordinates,
            int attempt,
            long payloadHash,
            Instant enqueuedAt,
            Optional<Instant> expiresAt,
            long fenceInHand,
            int poisonAfter,
            LaneName lane) {
        this(
                key,
                id,
                coordinates,
                attempt,
                payloadHash,
                enqueuedAt,
                expiresAt,
                fenceInHand,
                poisonAfter,
                lane,
                Optional.empty());
    }

    /** Checks the bounds. */
    public ClaimRequest {
        if (attempt < 1 || fenceInHand < 0 || poisonAfter < 1) {
            throw new IllegalArgumentException("a claim of job " + id + " names attempt " + attempt + ", fence in hand "
                    + fenceInHand + " and poisonAfter " + poisonAfter + "; they count from 1, 0 and 1");
        }
    }
}
