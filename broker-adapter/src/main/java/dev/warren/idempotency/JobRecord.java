package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a store knows of a job.
 *
 * @param key the job
 * @param id the job id of the first delivery
 * @param payloadHash of {@link PayloadHash}
 * @param status where it is in its life
 * @param coordinates the life and run it is at
 * @param attempt the number of the attempt it is at, from 1
 * @param owner who has claimed or decided it, while that is not settled
 * @param fence the number of the last claim; every claim gets a higher one than all before it
 * @param suspicion whether it may have brought a worker down
 * @param crashes how many workers it has brought down in this life, from 0
 * @param decided what is to be carried out, in the decided forms
 * @param resultJson what its handler answered
 * @param error the last failure
 * @param enqueuedAt when it was enqueued
 * @param startedAt when it was last claimed; before the first claim, when this store first heard of it
 * @param dueAt since when it should run, or when it is to run again
 * @param finishedAt when it became final
 * @param lane the lane it was last seen in; empty when nobody said
 * @param progress how far the attempt under way is, or the last one got; empty when its handler did not say
 * @param history its attempts that are over and were not its last word, oldest first, the last {@value #MOST_PAST_ATTEMPTS}
 */
public record JobRecord(
        JobKey key,
        JobId id,
        long payloadHash,
        JobStatus status,
        Coordinates coordinates,
        int attempt,
        Optional<Owner> owner,
        long fence,
        Suspicion suspicion,
        int crashes,
        Optional<Decided> decided,
        Optional<String> resultJson,
        Optional<Failure> error,
        Instant enqueuedAt,
        Instant startedAt,
        Instant dueAt,
        Optional<Instant> finishedAt,
        Optional<LaneName> lane,
        Optional<Progress> progress,
        List<PastAttempt> history) {
    /** How many past attempts are kept. */
    public static final int MOST_PAST_ATTEMPTS = 10;

    /** Checks the bounds. */
    public JobRecord {
        if (attempt < 1 || fence < 0 || crashes < 0) {
            throw new IllegalArgumentException("a record of job " + id + " holds attempt " + attempt + ", fence "
                    + fence + " and " + crashes + " crashes; they count from 1, 0 and 0");
        }
        if (history.size() > MOST_PAST_ATTEMPTS) {
            throw new IllegalArgumentException("a record of job " + id + " holds " + history.size()
                    + " past attempts; at most " + MOST_PAST_ATTEMPTS + " are kept");
        }
        history = List.copyOf(history);
    }
}
