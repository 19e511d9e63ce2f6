package dev.warren.idempotency;

import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import java.time.Duration;

/**
 * A unique key asked for by a publisher, before it publishes the job.
 *
 * @param key the job
 * @param id its id
 * @param uniqueness the key, and for how long
 */
public record Reservation(JobKey key, JobId id, Uniqueness uniqueness) {
    /** How long a key stays reserved for a job that is not registered: 1 min, for publishing it and telling the store. */
    public static final Duration HOLDS = Duration.ofMinutes(1);
}
