package dev.warren.idempotency;

import java.util.List;
import java.util.Optional;

/**
 * Some of the jobs that a query asks for.
 *
 * @param jobs those that match, newest first; as many as asked for or fewer, even none when there are more to come
 * @param next where to go on ({@link JobQuery#after}); empty when that was all
 */
public record JobPage(List<JobRecord> jobs, Optional<JobCursor> next) {
    /** Copies the list. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
