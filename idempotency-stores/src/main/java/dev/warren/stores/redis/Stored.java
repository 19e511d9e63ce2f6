package dev.warren.stores.redis;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param head its first bytes, which change with every write
 * @param place where it lies in the order of jobs
 * @param record what it says
 */
record Stored(byte[] head, long place, JobRecord record) {
    /** The record's first bytes: whoever finds them unchanged finds all of it unchanged. */
    static byte[] head(byte[] bytes) {
        return Arrays.copyOf(bytes, RecordForm.HEAD);
    }

    /** What is read once a record was written in place of one that was read, or of none. */
    static Stored after(@Nullable Stored before, JobRecord written, byte[] bytes) {
        return new Stored(head(bytes), before == null ? written.fence() : before.place(), written);
    }

    /** The time from which a final record's retention counts: a cancelled job is awaited until it would have been due. */
    static Instant retainedFrom(JobRecord ended) {
        Instant end = ended.finishedAt().orElseThrow();
        return ended.status() == JobStatus.CANCELLED && ended.dueAt().isAfter(end) ? ended.dueAt() : end;
    }

    static boolean isPlainSuccess(JobRecord record) {
        return record.status() == JobStatus.SUCCEEDED && record.coordinates().life() == 0;
    }
}
