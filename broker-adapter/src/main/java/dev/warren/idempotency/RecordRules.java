package dev.warren.idempotency;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.ClaimRules.Verdict;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.PastAttempt.Ending;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What each call of the store's port makes of one record: pure functions, so that every store keeps the same protocol. A store reads the
 * record, applies the rule and writes what it says, all in one atomic step.
 */
public final class RecordRules {
    private RecordRules() {}

    /**
     * What a rule says.
     *
     * @param answer to whoever asked
     * @param written the record to be written, or null when it stays as it is
     * @param <A> the answer
     */
    public record Step<A>(A answer, @Nullable JobRecord written) {}

    /**
     * Who asks, and how the record's owner stands.
     *
     * @param asking the one who asks
     * @param holder who holds the record, seen from there
     * @param heldUntil the end of the holder's lease; {@code now} when there is none
     * @param now the store's time
     * @param fences gives the next fence, higher than all before it
     */
    public record Asking(Owner asking, Holder holder, Instant heldUntil, Instant now, LongSupplier fences) {}

    /**
     * A job was enqueued. Answers the record to be written, if there is none yet. It takes a fence, by which stores keep records in order.
     */
    public static Optional<JobRecord> register(
            @Nullable JobRecord record, Registration registration, Instant now, LongSupplier fences) {
        if (record != null) {
            return Optional.empty();
        }
        RecordDraft draft = new RecordDraft(registration, now);
        draft.fence = fences.getAsLong();
        return Optional.of(draft.build());
    }

    /** One delivery's claim. */
    public static Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
        if (record == null) {
            return ClaimRules.onFirstSight(request, by.now()) == Verdict.EXPIRED
                    ? expire(new RecordDraft(request, by.now()), by)
                    : grant(new RecordDraft(request, by.now()), by);
        }
        return switch (ClaimRules.on(record, by.holder(), request, by.now())) {
            case GRANT -> grantAgain(record, request, by);
            case TAKE_OVER -> takeOver(record, request, by);
            case FINISH -> finish(record, by);
            case RUNNING_HERE -> adopt(record, by);
            case EXPIRED ->
                record.status().isFinal() && !isNewLife(record, request)
                        ? dropped(Dropped.Why.EXPIRED)
                        : expire(at(record, request, by), by);
            case COMPLETED -> new Step<>(new ClaimAnswer.Completed(record.id(), record.resultJson()), null);
            case HELD -> new Step<>(new ClaimAnswer.Held(Duration.between(by.now(), by.heldUntil())), null);
            case KEY_CONFLICT -> new Step<>(new ClaimAnswer.KeyConflict(record.id()), null);
            case STALE -> dropped(Dropped.Why.STALE);
            case DEAD -> dropped(Dropped.Why.DEAD);
            case CANCELLED -> dropped(Dropped.Why.CANCELLED);
        };
    }

    private static Step<ClaimAnswer> dropped(Dropped.Why why) {
        return new Step<>(new Dropped(why), null);
    }

    /** The next run or life of a job, one that was handed back, or one that was only known to be enqueued. */
    private static Step<ClaimAnswer> grantAgain(JobRecord record, ClaimRequest request, Asking by) {
        return claimed(at(record, request, by), request, by);
    }

    /** Its last worker is gone. Only a start that is on record is counted as a crash; whatever else it had claimed is a suspect. */
    private static Step<ClaimAnswer> takeOver(JobRecord record, ClaimRequest request, Asking by) {
        RecordDraft draft = at(record, request, by);
        if (by.holder() == Holder.NOBODY && !isNewLife(record, request)) {
            draft.crashes += record.suspicion() == Suspicion.STARTED ? 1 : 0;
            draft.suspicion = Suspicion.SUSPECT;
        }
        return claimed(draft, request, by);
    }

    private static Step<ClaimAnswer> claimed(RecordDraft draft, ClaimRequest request, Asking by) {
        if (draft.suspicion == Suspicion.NONE && draft.crashes < request.poisonAfter()) {
            return grant(draft, by);
        }
        if (draft.suspicion == Suspicion.STARTED) {
            draft.suspicion = Suspicion.SUSPECT;
        }
        JobRecord written = running(draft, by);
        ClaimAnswer answer = written.crashes() >= request.poisonAfter()
                ? new ClaimAnswer.Poisoned(written.fence(), written.crashes())
                : new ClaimAnswer.Suspect(written.fence(), written.crashes());
        return new Step<>(answer, written);
    }

    private static Step<ClaimAnswer> grant(RecordDraft draft, Asking by) {
        JobRecord written = running(draft, by);
        return new Step<>(new ClaimAnswer.Granted(written.fence()), written);
    }

    private static JobRecord running(RecordDraft draft, Asking by) {
        draft.status = JobStatus.RUNNING;
        draft.owner = by.asking().asOptional();
        draft.fence = by.fences().getAsLong();
        draft.decided = Optional.empty();
        draft.startedAt = by.now();
        draft.dueAt = by.now();
        draft.finishedAt = Optional.empty();
        draft.progress = Optional.empty();
        return draft.build();
    }

    /** What is known of a job, at a delivery's coordinates. A new life is blamed for nothing. */
    private static RecordDraft at(JobRecord record, ClaimRequest request, Asking by) {
        RecordDraft draft = new RecordDraft(record);
        if (record.status() == JobStatus.RUNNING && by.holder() == Holder.NOBODY) {
            draft.past(Ending.LOST, by.now(), Optional.empty());
        }
        if (isNewLife(record, request)) {
            draft.crashes = 0;
            draft.suspicion = Suspicion.NONE;
            draft.resultJson = Optional.empty();
        }
        draft.coordinates = request.coordinates();
        draft.attempt = request.attempt();
        draft.lane = Optional.of(request.lane());
        if (draft.payloadHash == PayloadHash.UNKNOWN) {
            draft.payloadHash = request.payloadHash();
        }
        return draft;
    }

    private static boolean isNewLife(JobRecord record, ClaimRequest request) {
        return request.coordinates().life() > record.coordinates().life();
    }

    private static Step<ClaimAnswer> expire(RecordDraft draft, Asking by) {
        draft.fence = by.fences().getAsLong();
        return new Step<>(new Dropped(Dropped.Why.EXPIRED), draft.ended(JobStatus.EXPIRED, Optional.of(by.now())));
    }

    private static Step<ClaimAnswer> finish(JobRecord record, Asking by) {
        Decided decided = record.decided()
                .orElseThrow(() -> new IllegalStateException("a decided record holds no decision: " + record.id()));
        return new Step<>(new ClaimAnswer.Finish(record.fence(), decided), ownedBy(record, by));
    }

    /** A process whose lease lapsed goes on under another name with what nobody took from it. */
    private static Step<ClaimAnswer> adopt(JobRecord record, Asking by) {
        return new Step<>(ClaimAnswer.RunningHere.INSTANCE, by.holder() == Holder.SELF ? null : ownedBy(record, by));
    }

    private static JobRecord ownedBy(JobRecord record, Asking by) {
        RecordDraft draft = new RecordDraft(record);
        draft.owner = by.asking().asOptional();
        return draft.build();
    }

    /** A suspect is about to run. */
    public static Step<Standing> start(@Nullable JobRecord record, FencedKey claim) {
        if (!isOf(record, claim) || record.status() != JobStatus.RUNNING) {
            return new Step<>(Standing.FENCED, null);
        }
        RecordDraft draft = new RecordDraft(record);
        draft.suspicion = Suspicion.STARTED;
        return new Step<>(Standing.RECORDED, draft.build());
    }

    /** A claim's decision. Asked again under the same claim it is answered as the first time, until it is marked. */
    public static Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Optional<Instant> now) {
        if (!isOf(record, settlement.claim())) {
            return new Step<>(Standing.FENCED, null);
        }
        return switch (record.status()) {
            case RUNNING -> new Step<>(Standing.RECORDED, decided(record, settlement.decided(), now));
            case DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED, SUCCEEDED -> new Step<>(Standing.RECORDED, null);
            case PENDING, RETRYING, DEAD, CANCELLED, EXPIRED -> new Step<>(Standing.FENCED, null);
        };
    }

    private static JobRecord decided(JobRecord record, Decided decided, Optional<Instant> now) {
        RecordDraft draft = new RecordDraft(record);
        draft.suspicion = Suspicion.NONE;
        return decided.decision().match(new Writing(draft, decided, now));
    }

    /** Writes a decision into a record. */
    private record Writing(RecordDraft draft, Decided decided, Optional<Instant> now)
            implements Decision.Cases<JobRecord> {
        @Override
        public JobRecord succeed(Decision.Succeed decision) {
            draft.resultJson = decision.resultJson();
            draft.error = Optional.empty();
            return decided.follows().isEmpty()
                    ? draft.ended(JobStatus.SUCCEEDED, now)
                    : waiting(JobStatus.DECIDED_SUCCEEDED);
        }

        @Override
        public JobRecord retry(Decision.Retry decision) {
            draft.error = Optional.of(decision.failure());
            draft.dueAt = decision.due();
            return waiting(JobStatus.DECIDED_RETRY, Ending.RETRIED, draft.error);
        }

        @Override
        public JobRecord snooze(Decision.Snooze decision) {
            draft.dueAt = decision.due();
            return waiting(JobStatus.DECIDED_RETRY, Ending.SNOOZED, Optional.empty());
        }

        @Override
        public JobRecord dead(Decision.Dead decision) {
            draft.error = Optional.of(decision.failure());
            return waiting(JobStatus.DECIDED_DEAD, Ending.DIED, draft.error);
        }

        private JobRecord waiting(JobStatus status, Ending ending, Optional<Failure> failure) {
            draft.past(ending, now.orElseThrow(), failure);
            return waiting(status);
        }

        private JobRecord waiting(JobStatus status) {
            draft.status = status;
            draft.decided = Optional.of(decided);
            return draft.build();
        }
    }

    /** How far a running job is. Answers the record to be written, if the claim still stands and is not decided. */
    public static Optional<JobRecord> report(@Nullable JobRecord record, ProgressReport report) {
        if (!isOf(record, report.claim()) || record.status() != JobStatus.RUNNING) {
            return Optional.empty();
        }
        RecordDraft draft = new RecordDraft(record);
        draft.progress = Optional.of(report.progress());
        return Optional.of(draft.build());
    }

    /** What a decision asked for is published. Answers the record to be written, if the decision still stands. */
    public static Optional<JobRecord> mark(@Nullable JobRecord record, FencedKey claim, Instant now) {
        if (!isOf(record, claim)) {
            return Optional.empty();
        }
        RecordDraft draft = new RecordDraft(record);
        return switch (record.status()) {
            case DECIDED_RETRY -> {
                draft.status = JobStatus.RETRYING;
                draft.owner = Optional.empty();
                draft.decided = Optional.empty();
                yield Optional.of(draft.build());
            }
            case DECIDED_DEAD -> Optional.of(draft.ended(JobStatus.DEAD, Optional.of(now)));
            case DECIDED_SUCCEEDED -> Optional.of(draft.ended(JobStatus.SUCCEEDED, Optional.of(now)));
            case PENDING, RUNNING, RETRYING, SUCCEEDED, DEAD, CANCELLED, EXPIRED -> Optional.empty();
        };
    }

    /** A claim is given up. A suspect stays one, and nobody is blamed. Answers the record to be written, if the claim still stands. */
    public static Optional<JobRecord> release(@Nullable JobRecord record, FencedKey claim, Instant now) {
        if (!isOf(record, claim) || record.status() != JobStatus.RUNNING) {
            return Optional.empty();
        }
        RecordDraft draft = new RecordDraft(record);
        draft.past(Ending.RELEASED, now, Optional.empty());
        draft.status = JobStatus.PENDING;
        draft.owner = Optional.empty();
        draft.suspicion = record.suspicion() == Suspicion.NONE ? Suspicion.NONE : Suspicion.SUSPECT;
        draft.dueAt = now;
        return Optional.of(draft.build());
    }

    /** A cancellation. It takes a new fence, so that whoever runs the job finds itself fenced. */
    public static Step<CancelAnswer> cancel(@Nullable JobRecord record, JobKey key, Instant now, LongSupplier fences) {
        return cancel(record == null ? notCome(key, new JobId(key.key()), now) : new RecordDraft(record), now, fences);
    }

    /** The same by who knows the job's id, should the job not be known yet. */
    static Step<CancelAnswer> cancel(
            @Nullable JobRecord record, JobKey key, JobId id, Instant now, LongSupplier fences) {
        return cancel(record == null ? notCome(key, id, now) : new RecordDraft(record), now, fences);
    }

    private static RecordDraft notCome(JobKey key, JobId id, Instant now) {
        return new RecordDraft(key, id, Coordinates.FIRST, 1, now, now);
    }

    private static Step<CancelAnswer> cancel(RecordDraft draft, Instant now, LongSupplier fences) {
        return switch (draft.status) {
            case PENDING, RUNNING, RETRYING -> {
                draft.fence = fences.getAsLong();
                yield new Step<>(CancelAnswer.CANCELLED, draft.ended(JobStatus.CANCELLED, Optional.of(now)));
            }
            case CANCELLED -> new Step<>(CancelAnswer.CANCELLED, null);
            case DECIDED_RETRY -> new Step<>(CancelAnswer.TRY_AGAIN, null);
            case SUCCEEDED, DEAD, EXPIRED, DECIDED_DEAD, DECIDED_SUCCEEDED -> new Step<>(CancelAnswer.TOO_LATE, null);
        };
    }

    /**
     * Whether a job that is not at its end should have moved on {@code by} ago and nobody is at it.
     *
     * @param holder who holds the record, seen from nobody in particular
     */
    public static boolean isOverdue(JobRecord record, Holder holder, Duration by, Instant now) {
        return !record.status().isFinal()
                && holder == Holder.NOBODY
                && record.dueAt().plus(by).isBefore(now);
    }

    private static boolean isOf(@Nullable JobRecord record, FencedKey claim) {
        return record != null && record.fence() == claim.fence();
    }
}
