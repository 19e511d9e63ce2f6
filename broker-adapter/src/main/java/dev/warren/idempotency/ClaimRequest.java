package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import java.time.Instant;
import java.util.Optional;

/**
 * One delivery that asks to be run.
 *
 * @param key the job
 * @param id the job id
 * @param coordinates the delivery's life and run
 * @param attempt the number of the attempt it is for
 * @param enqueuedAt when the job was enqueued
 * @param expiresAt not to be started after
 */
public record ClaimRequest(
        JobKey key, JobId id, Coordinates coordinates, int attempt, Instant enqueuedAt, Optional<Instant> expiresAt) {}
