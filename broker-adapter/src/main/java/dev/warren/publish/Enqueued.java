package dev.warren.publish;

import dev.warren.job.JobId;
import java.util.Optional;

/**
 * What became of one job of a bulk enqueue.
 *
 * @param id the job's id
 * @param failure why it was not confirmed; empty for a job that is safely enqueued
 */
public record Enqueued(JobId id, Optional<PublishFailed> failure) {
    /** Whether the broker has taken responsibility for the job. */
    public boolean isConfirmed() {
        return failure.isEmpty();
    }
}
