package dev.warren.idempotency;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.ClaimRules.Verdict;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store in the memory of one process: for tests, and for workers whose jobs may be done twice after a restart. Everything in it is
 * gone when the process ends; deduplication does not reach other processes.
 */
public final class InMemoryStore implements IdempotencyStore {
    private static final Duration FIRST_LEASE = Duration.ofSeconds(5);
    private static final ClaimAnswer RUNNING_HERE = new ClaimAnswer.RunningHere();

    private final Clock clock;
    private final Retention retention;
    private final String id = "memory-" + UUID.randomUUID();
    private final Map<JobKey, JobRecord> records = new HashMap<>();
    private final Map<Owner, Instant> leaseEnds = new HashMap<>();
    private final Deque<JobRecord> succeeded = new ArrayDeque<>();
    private final Deque<JobRecord> otherwiseEnded = new ArrayDeque<>();
    private long lastFence;

    private InMemoryStore(Clock clock, Retention retention) {
        this.clock = clock;
        this.retention = retention;
    }

    /** An empty store with {@link Retention#STANDARD}. */
    public static InMemoryStore create() {
        return new InMemoryStore(Clock.systemUTC(), Retention.STANDARD);
    }

    /** An empty store with a clock and a retention of its own. */
    public static InMemoryStore create(Clock clock, Retention retention) {
        return new InMemoryStore(clock, retention);
    }

    /**
     * How long final records are kept, counted from a job's end.
     *
     * @param succeeded default 24 h
     * @param other dead, cancelled and expired; default 90 days
     * @param mostRecords final records beyond this number are forgotten early, those that succeeded before the others and the
     *     oldest first; default 250,000, which take about 70 MB
     */
    public record Retention(Duration succeeded, Duration other, int mostRecords) {
        /** The defaults. */
        public static final Retention STANDARD = new Retention(Duration.ofHours(24), Duration.ofDays(90), 250_000);

        /** Checks the bounds. */
        public Retention {
            if (succeeded.isNegative() || other.isNegative() || mostRecords < 1) {
                throw new IllegalArgumentException(
                        "retention is " + succeeded + ", " + other + ", " + mostRecords + "; none may be below zero");
            }
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        Instant now = clock.instant();
        leaseEnds.merge(owner, now.plus(FIRST_LEASE), (old, fresh) -> old.isAfter(fresh) ? old : fresh);
        List<ClaimAnswer> answers = new ArrayList<>(batch.size());
        for (ClaimRequest request : batch) {
            answers.add(claim(owner, request, now));
        }
        return answers;
    }

    private ClaimAnswer claim(Owner owner, ClaimRequest request, Instant now) {
        JobRecord record = records.get(request.key());
        Verdict verdict = record == null
                ? ClaimRules.onFirstSight(request, now)
                : ClaimRules.on(record, holder(record, owner, now), request, now);
        return switch (verdict) {
            case GRANT -> grant(owner, request, now);
            case FINISH -> finish(owner, known(record));
            case COMPLETED -> new ClaimAnswer.Completed(known(record).resultJson());
            case RUNNING_HERE -> RUNNING_HERE;
            case HELD -> new ClaimAnswer.Held(leaseEnd(known(record), now));
            case STALE -> new Dropped(Dropped.Why.STALE);
            case DEAD -> new Dropped(Dropped.Why.DEAD);
            case CANCELLED -> new Dropped(Dropped.Why.CANCELLED);
            case EXPIRED -> expired(record, request, now);
        };
    }

    private static JobRecord known(@Nullable JobRecord record) {
        if (record == null) {
            throw new IllegalStateException("a verdict on a record came without one");
        }
        return record;
    }

    private ClaimAnswer grant(Owner owner, ClaimRequest request, Instant now) {
        long fence = ++lastFence;
        records.put(
                request.key(),
                new JobRecord(
                        request.key(),
                        request.id(),
                        JobStatus.RUNNING,
                        request.coordinates(),
                        request.attempt(),
                        Optional.of(owner),
                        fence,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        request.enqueuedAt(),
                        now,
                        Optional.empty()));
        return new ClaimAnswer.Granted(fence);
    }

    private ClaimAnswer finish(Owner owner, JobRecord record) {
        records.put(record.key(), with(record, record.status(), Optional.of(owner), record.decided()));
        Decided decided = record.decided()
                .orElseThrow(() -> new IllegalStateException("a decided record holds no decision: " + record.id()));
        return new ClaimAnswer.Finish(record.fence(), decided);
    }

    private ClaimAnswer expired(@Nullable JobRecord record, ClaimRequest request, Instant now) {
        if (record == null || !record.status().isFinal()) {
            end(new JobRecord(
                    request.key(),
                    request.id(),
                    JobStatus.EXPIRED,
                    request.coordinates(),
                    request.attempt(),
                    Optional.empty(),
                    ++lastFence,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    request.enqueuedAt(),
                    now,
                    Optional.of(now)));
        }
        return new Dropped(Dropped.Why.EXPIRED);
    }

    private Holder holder(JobRecord record, Owner asking, Instant now) {
        Owner owner = record.owner().orElse(null);
        if (owner == null) {
            return Holder.NOBODY;
        }
        if (owner.equals(asking)) {
            return Holder.SELF;
        }
        return leaseEnd(record, now).isAfter(now) ? Holder.OTHER : Holder.NOBODY;
    }

    private Instant leaseEnd(JobRecord record, Instant now) {
        return record.owner().map(owner -> leaseEnds.getOrDefault(owner, now)).orElse(now);
    }

    @Override
    public synchronized List<Standing> decide(List<Settlement> batch) {
        Optional<Instant> now = Optional.of(clock.instant()); // one for all records of the batch
        List<Standing> standings = new ArrayList<>(batch.size());
        for (Settlement settlement : batch) {
            standings.add(decide(settlement, now));
        }
        return standings;
    }

    private Standing decide(Settlement settlement, Optional<Instant> now) {
        JobRecord record = records.get(settlement.claim().key());
        if (record == null || record.fence() != settlement.claim().fence()) {
            return Standing.FENCED;
        }
        return switch (record.status()) {
            case RUNNING -> {
                settlement.decided().decision().match(new Recording(record, settlement.decided(), now));
                yield Standing.RECORDED;
            }
            // Asked again by the same claim's holder: to it a lost answer and a lost question look the same.
            case DECIDED_RETRY, DECIDED_DEAD, SUCCEEDED -> Standing.RECORDED;
            case PENDING, RETRYING, DEAD, CANCELLED, EXPIRED -> Standing.FENCED;
        };
    }

    /** Writes a decision into its record. */
    private final class Recording implements Decision.Cases<JobRecord> {
        private final JobRecord record;
        private final Decided decided;
        private final Optional<Instant> now;

        Recording(JobRecord record, Decided decided, Optional<Instant> now) {
            this.record = record;
            this.decided = decided;
            this.now = now;
        }

        @Override
        public JobRecord succeed(Decision.Succeed decision) {
            return end(new JobRecord(
                    record.key(),
                    record.id(),
                    JobStatus.SUCCEEDED,
                    record.coordinates(),
                    record.attempt(),
                    Optional.empty(),
                    record.fence(),
                    Optional.empty(),
                    decision.resultJson(),
                    Optional.empty(),
                    record.enqueuedAt(),
                    record.startedAt(),
                    now));
        }

        @Override
        public JobRecord retry(Decision.Retry decision) {
            return decided(JobStatus.DECIDED_RETRY, Optional.of(decision.failure()));
        }

        @Override
        public JobRecord snooze(Decision.Snooze decision) {
            return decided(JobStatus.DECIDED_RETRY, Optional.empty());
        }

        @Override
        public JobRecord dead(Decision.Dead decision) {
            return decided(JobStatus.DECIDED_DEAD, Optional.of(decision.failure()));
        }

        private JobRecord decided(JobStatus status, Optional<Failure> error) {
            JobRecord changed = new JobRecord(
                    record.key(),
                    record.id(),
                    status,
                    record.coordinates(),
                    record.attempt(),
                    record.owner(),
                    record.fence(),
                    Optional.of(decided),
                    Optional.empty(),
                    error,
                    record.enqueuedAt(),
                    record.startedAt(),
                    Optional.empty());
            records.put(record.key(), changed);
            return changed;
        }
    }

    @Override
    public synchronized void mark(List<FencedKey> batch) {
        for (FencedKey claim : batch) {
            JobRecord record = records.get(claim.key());
            if (record != null && record.fence() == claim.fence()) {
                mark(record);
            }
        }
    }

    private void mark(JobRecord record) {
        if (record.status() == JobStatus.DECIDED_RETRY) {
            records.put(record.key(), with(record, JobStatus.RETRYING, Optional.empty(), Optional.empty()));
        } else if (record.status() == JobStatus.DECIDED_DEAD) {
            end(ended(record, JobStatus.DEAD, clock.instant()));
        }
    }

    @Override
    public synchronized void release(List<FencedKey> batch) {
        for (FencedKey claim : batch) {
            JobRecord record = records.get(claim.key());
            if (record != null && record.fence() == claim.fence() && record.status() == JobStatus.RUNNING) {
                records.put(record.key(), with(record, JobStatus.PENDING, Optional.empty(), Optional.empty()));
            }
        }
    }

    @Override
    public synchronized void heartbeat(Owner owner, Duration lease) {
        Instant now = clock.instant();
        leaseEnds.put(owner, now.plus(lease));
        // An owner is made anew for every start, so those long gone would pile up.
        leaseEnds.values().removeIf(end -> end.isBefore(now.minus(Duration.ofHours(1))));
    }

    @Override
    public synchronized CancelAnswer cancel(JobKey key) {
        JobRecord record = records.get(key);
        Instant now = clock.instant();
        if (record == null) {
            JobId unknown = new JobId(key.key());
            record = new JobRecord(
                    key,
                    unknown,
                    JobStatus.PENDING,
                    Coordinates.FIRST,
                    1,
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    now,
                    now,
                    Optional.empty());
        }
        return switch (record.status()) {
            case PENDING, RUNNING, RETRYING -> {
                end(ended(record, JobStatus.CANCELLED, now));
                yield CancelAnswer.CANCELLED;
            }
            case CANCELLED -> CancelAnswer.CANCELLED;
            case DECIDED_RETRY -> CancelAnswer.TRY_AGAIN;
            case SUCCEEDED, DEAD, EXPIRED, DECIDED_DEAD -> CancelAnswer.TOO_LATE;
        };
    }

    @Override
    public synchronized Optional<JobRecord> find(JobKey key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public synchronized int expire(int most) {
        Instant now = clock.instant();
        int forgotten = forget(succeeded, now.minus(retention.succeeded()), most);
        return forgotten + forget(otherwiseEnded, now.minus(retention.other()), most - forgotten);
    }

    private int forget(Deque<JobRecord> ended, Instant endedBefore, int most) {
        int forgotten = 0;
        while (forgotten < most) {
            JobRecord oldest = ended.peekFirst();
            if (oldest == null || !oldest.finishedAt().orElse(Instant.MAX).isBefore(endedBefore)) {
                break;
            }
            ended.removeFirst();
            forgotten += forget(oldest);
        }
        return forgotten;
    }

    /** A job that has moved on since (a replay) has another record and stays. */
    private int forget(JobRecord ended) {
        return records.remove(ended.key(), ended) ? 1 : 0;
    }

    private JobRecord end(JobRecord record) {
        records.put(record.key(), record);
        (record.status() == JobStatus.SUCCEEDED ? succeeded : otherwiseEnded).addLast(record);
        while (succeeded.size() + otherwiseEnded.size() > retention.mostRecords()) {
            forget((succeeded.isEmpty() ? otherwiseEnded : succeeded).removeFirst());
        }
        return record;
    }

    private JobRecord ended(JobRecord record, JobStatus status, Instant now) {
        return new JobRecord(
                record.key(),
                record.id(),
                status,
                record.coordinates(),
                record.attempt(),
                Optional.empty(),
                // A new fence for a cancelled run, so that its finisher finds itself fenced; a settled death keeps its
                // own.
                status == JobStatus.CANCELLED ? ++lastFence : record.fence(),
                Optional.empty(),
                Optional.empty(),
                record.error(),
                record.enqueuedAt(),
                record.startedAt(),
                Optional.of(now));
    }

    private static JobRecord with(
            JobRecord record, JobStatus status, Optional<Owner> owner, Optional<Decided> decided) {
        return new JobRecord(
                record.key(),
                record.id(),
                status,
                record.coordinates(),
                record.attempt(),
                owner,
                record.fence(),
                decided,
                record.resultJson(),
                record.error(),
                record.enqueuedAt(),
                record.startedAt(),
                record.finishedAt());
    }
}
