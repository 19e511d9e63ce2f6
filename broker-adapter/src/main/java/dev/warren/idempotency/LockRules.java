package dev.warren.idempotency;

import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import dev.warren.job.Uniqueness.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may have a unique key, as pure functions. A store reads the lock and its holder's record, applies the rule and writes all that it says,
 * in one atomic step with the claim. Nothing is ever released: a lock is free when its holder's record says so. {@code docs/unique-jobs.md} has
 * the tables.
 */
public final class LockRules {
    /** What a store is to wait for of which it does not know how long it takes; a worker asks again sooner. */
    private static final Duration UNKNOWN_REST = Duration.ofMinutes(1);

    private LockRules() {}

    /** Whether the worker that holds a record is alive. */
    public enum Life {
        LIVE,
        LAPSED
    }

    /**
     * A lock as it is found.
     *
     * @param lock the row, null when there is none
     * @param record its holder's record, null when there is none
     * @param owner how the record's owner stands
     */
    public record Found(@Nullable JobLock lock, @Nullable JobRecord record, Life owner) {
        /** No lock. */
        public static final Found NOTHING = new Found(null, null, Life.LAPSED);
    }

    /**
     * What a rule says.
     *
     * @param answer to whoever asked
     * @param written the asker's record, or null when it stays as it is
     * @param lock the lock, or null when it stays as it is
     * @param replaced the record of the holder before, or null when it stays as it is
     * @param <A> the answer
     */
    public record LockStep<A>(
            A answer,
            @Nullable JobRecord written,
            @Nullable JobLock lock,
            @Nullable JobRecord replaced) {}

    /** The name of the lock that a job of this key asks for. */
    public static JobKey name(JobKey job, Uniqueness uniqueness) {
        return new JobKey(job.namespace(), job.tenant(), job.type(), uniqueness.key());
    }

    /** Whether nobody has the key any more. */
    public static boolean isFree(Found found, Instant now) {
        JobLock lock = found.lock();
        if (lock == null) {
            return true;
        }
        JobRecord record = found.record();
        if (record == null) {
            // Reserved and not yet registered; or forgotten, long after its end.
            return lock.fence() == 0 ? !now.isBefore(lock.reservedUntil()) : isPast(lock, now);
        }
        return switch (lock.span()) {
            case STARTED -> record.status() != JobStatus.PENDING;
            case FINISHED -> record.status().isFinal();
            case RUNNING ->
                record.status() != JobStatus.RUNNING || record.fence() != lock.fence() || found.owner() == Life.LAPSED;
            case TIME -> lock.fence() == 0 ? record.status().isFinal() : isPast(lock, now) || hasNeverRun(record);
        };
    }

    private static boolean isPast(JobLock lock, Instant now) {
        return lock.span() != Span.TIME || !now.isBefore(lock.ends());
    }

    private static boolean hasNeverRun(JobRecord record) {
        return record.status() == JobStatus.CANCELLED || record.status() == JobStatus.EXPIRED;
    }

    /**
     * A claim of a job with a unique key.
     *
     * @param step what the rules of the record alone say
     * @param record the job's record as it was, null when there is none
     * @param found the lock it asks for
     */
    public static LockStep<ClaimAnswer> claim(
            Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Found found, Asking by) {
        JobRecord written = step.written();
        if (written == null
                || written.status() != JobStatus.RUNNING
                || request.uniqueness().isEmpty()) {
            return new LockStep<>(step.answer(), written, null, null);
        }
        Contest contest =
                new Contest(request.key(), request.id(), request.uniqueness().get(), found, by.now());
        Verdict verdict = isStart(record, written) ? contest.atClaim(request.enqueuedAt()) : contest.whenGoingOn();
        return switch (verdict) {
            case KEEP -> new LockStep<>(step.answer(), written, null, null);
            case TAKE -> new LockStep<>(step.answer(), written, contest.taken(written.fence(), by.now()), null);
            case REPLACE ->
                new LockStep<>(
                        step.answer(),
                        written,
                        contest.taken(written.fence(), by.now()),
                        contest.cancelledHolder(by.fences()));
            case SKIP -> new LockStep<>(new ClaimAnswer.Skipped(contest.holderId()), skipped(written, by), null, null);
            case WAIT -> new LockStep<>(new ClaimAnswer.Locked(contest.holderId(), contest.rest()), null, null, null);
        };
    }

    /** Whether a claim is granted, in one way or another: only that takes a new fence. Else the owner goes on with it under another name. */
    private static boolean isStart(@Nullable JobRecord before, JobRecord written) {
        return before == null || before.fence() != written.fence();
    }

    private static JobRecord skipped(JobRecord written, Asking by) {
        return new RecordDraft(written).ended(JobStatus.CANCELLED, Optional.of(by.now()));
    }

    /**
     * A publisher's reservation, before it publishes.
     *
     * @param found the lock it asks for
     */
    public static LockStep<ReserveAnswer> reserve(
            Reservation reservation, Found found, Instant now, LongSupplier fences) {
        Contest contest = new Contest(reservation.key(), reservation.id(), reservation.uniqueness(), found, now);
        Instant until = now.plus(Reservation.HOLDS);
        return switch (contest.atReservation()) {
            case TAKE -> new LockStep<>(new ReserveAnswer.Publish(), null, contest.taken(0, until), null);
            case REPLACE ->
                new LockStep<>(
                        new ReserveAnswer.Publish(), null, contest.taken(0, until), contest.cancelledHolder(fences));
            case SKIP -> new LockStep<>(contest.skipped(), null, null, null);
            case KEEP, WAIT -> new LockStep<>(new ReserveAnswer.Publish(), null, null, null);
        };
    }

    private enum Verdict {
        KEEP,
        TAKE,
        SKIP,
        WAIT,
        REPLACE
    }

    /** Somebody who asks for a lock, and who has it. */
    private record Contest(JobKey key, JobId id, Uniqueness uniqueness, Found found, Instant now) {
        Verdict atClaim(Instant enqueuedAt) {
            if (isFree(found, now) || isOwn()) {
                return Verdict.TAKE;
            }
            return switch (uniqueness.onConflict()) {
                case SKIP -> isOnlyReserved() ? Verdict.WAIT : Verdict.SKIP;
                case WAIT -> Verdict.WAIT;
                case REPLACE -> replaceAtClaim(enqueuedAt);
            };
        }

        /**
         * A worker whose lease lapsed goes on under another name with a job it has in hand. A lock was free meanwhile, so it is asked for
         * again: under two leases that run, two would have it. It is never skipped, as it may be running still. What is not tied to a lease
         * was never free.
         */
        Verdict whenGoingOn() {
            if (uniqueness.span() != Span.RUNNING) {
                return Verdict.KEEP;
            }
            return isFree(found, now) || isOwn() ? Verdict.TAKE : Verdict.WAIT;
        }

        /** A reservation without a record is being published at this moment: let it come, or lapse. */
        private Verdict replaceAtClaim(Instant enqueuedAt) {
            if (found.record() == null || !isWaiting(found.record())) {
                return Verdict.WAIT;
            }
            return enqueuedAt.isBefore(found.record().enqueuedAt()) ? Verdict.SKIP : Verdict.REPLACE;
        }

        Verdict atReservation() {
            if (uniqueness.span() == Span.RUNNING) {
                return Verdict.WAIT; // what waits in a queue does not run, and is not in the way
            }
            if (isFree(found, now)) {
                return Verdict.TAKE;
            }
            if (isOwn()) {
                return lock().fence() == 0 ? Verdict.TAKE : Verdict.KEEP;
            }
            return switch (uniqueness.onConflict()) {
                case SKIP -> Verdict.SKIP;
                case WAIT -> Verdict.WAIT;
                case REPLACE -> isReplaceable() ? Verdict.REPLACE : Verdict.WAIT;
            };
        }

        /**
         * Whether the key is reserved for a job of which nobody knows whether it was published: who is skipped for the sake of it may be the only
         * one there is.
         */
        private boolean isOnlyReserved() {
            return found.record() == null && lock().fence() == 0;
        }

        private boolean isReplaceable() {
            return isOnlyReserved() || found.record() != null && isWaiting(found.record());
        }

        ReserveAnswer skipped() {
            return isOnlyReserved() ? new ReserveAnswer.Reserved(holderId()) : new ReserveAnswer.Taken(holderId());
        }

        private boolean isOwn() {
            return found.lock() != null && found.lock().holder().equals(key);
        }

        private static boolean isWaiting(JobRecord record) {
            return record.status() == JobStatus.PENDING || record.status() == JobStatus.RETRYING;
        }

        private JobLock lock() {
            if (found.lock() == null) {
                throw new IllegalStateException("a lock that nobody has was not taken");
            }
            return found.lock();
        }

        JobId holderId() {
            return lock().holderId();
        }

        Duration rest() {
            if (isOnlyReserved()) {
                return Duration.between(now, lock().reservedUntil());
            }
            boolean isKnown = lock().span() == Span.TIME && !isPast(lock(), now);
            return isKnown ? Duration.between(now, lock().ends()) : UNKNOWN_REST;
        }

        /** A job that runs again keeps the time it has. */
        JobLock taken(long fence, Instant reservedUntil) {
            boolean keepsTime = isOwn() && lock().fence() != 0 && lock().span() == Span.TIME && !isPast(lock(), now);
            Instant ends = keepsTime ? lock().ends() : now.plus(uniqueness.time());
            return new JobLock(name(key, uniqueness), key, id, fence, uniqueness.span(), reservedUntil, ends);
        }

        @Nullable
        JobRecord cancelledHolder(LongSupplier fences) {
            return RecordRules.cancel(found.record(), lock().holder(), holderId(), now, fences)
                    .written();
        }
    }
}
