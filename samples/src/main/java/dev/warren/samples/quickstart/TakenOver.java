package dev.warren.samples.quickstart;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Suspicion;
import java.time.Duration;
import java.util.Optional;

/**
 * What was seen of a job whose worker was killed in the middle.
 *
 * @param exitCode what the killed process ended with
 * @param killed what the store knew of the job then
 * @param again what it knew when another worker ran the job, if one did
 * @param after how long after the kill that was
 * @param end what it knew at the end
 */
record TakenOver(int exitCode, Known killed, Optional<Known> again, Duration after, Known end) {
    /** How long a dead worker's claims stay its own, by default. */
    static final Duration LEASE = Duration.ofSeconds(5);

    /**
     * What the store knows of a job.
     *
     * @param status where it is in its life
     * @param fence the number of its last claim
     * @param suspicion whether it may have brought a worker down
     */
    record Known(JobStatus status, long fence, Suspicion suspicion) {
        static Known of(JobRecord job) {
            return new Known(job.status(), job.fence(), job.suspicion());
        }
    }
}
