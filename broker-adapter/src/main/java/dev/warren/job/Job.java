package dev.warren.job;

import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt of a job, as its handler sees it.
 *
 * @param <P> the payload
 * @param id the same on every attempt and every replay: pass it on as the idempotency key of what the handler calls
 * @param type the job type's name
 * @param lane the lane it came by
 * @param attempt the number of this attempt, from 1
 * @param maxAttempts how many there may be
 * @param payload the body, read into the job type's class
 * @param tenantId whose data this is about, if the producer said so
 * @param userId on whose behalf, if the producer said so
 * @param correlationId the producer's own reference, if any
 * @param enqueuedAt when it was first enqueued, as far as the message tells
 * @param traceparent the W3C trace context it was enqueued in, if any
 * @param context what goes on around the handler; {@link JobContext#NONE} for a job made by hand
 */
public record Job<P>(
        JobId id,
        JobTypeName type,
        LaneName lane,
        int attempt,
        int maxAttempts,
        P payload,
        Optional<String> tenantId,
        Optional<String> userId,
        Optional<String> correlationId,
        Instant enqueuedAt,
        Optional<String> traceparent,
        JobContext context) {

    /** Whether a failure of this attempt is final. */
    public boolean isLastAttempt() {
        return attempt >= maxAttempts;
    }

    /** Whether it was cancelled while it runs; see {@link JobContext#isCancelled}. */
    public boolean isCancelled() {
        return context.isCancelled();
    }

    /** Says how far it is; see {@link JobContext#progress}. */
    public void progress(long done, long total, String note) {
        context.progress(done, total, note);
    }

    /** The same without a note. */
    public void progress(long done, long total) {
        context.progress(done, total, "");
    }
}
