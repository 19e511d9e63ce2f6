package dev.warren.idempotency;

import dev.warren.job.JobId;
import dev.warren.topology.LaneName;
import java.time.Instant;

/**
 * A job that was enqueued, as whoever enqueued it knows it.
 *
 * @param key the job, as a worker will name it
 * @param id the job id
 * @param payloadHash of {@link PayloadHash}, or {@link PayloadHash#UNKNOWN}
 * @param lane the lane it was sent to
 * @param enqueuedAt when it was enqueued, by the clock of whoever did it
 * @param dueAt when it is to run; the time of enqueueing when that is at once
 */
public record Registration(JobKey key, JobId id, long payloadHash, LaneName lane, Instant enqueuedAt, Instant dueAt) {}
