package dev.warren.idempotency;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store that applies the rules of records, and lets a simulation switch one of them off by overriding it. For one thread. */
public class OpenStore implements LockingStore {
    protected final Map<JobKey, JobRecord> records = new LinkedHashMap<>();
    protected final Map<JobKey, JobLock> locks = new HashMap<>();
    private final Map<Owner, Instant> leaseEnds = new HashMap<>();
    private final Clock clock;
    private long lastFence;

    public OpenStore(Clock clock) {
        this.clock = clock;
    }

    // What may be overridden.

    protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
        return RecordRules.claim(record, request, by);
    }

    protected LockStep<ClaimAnswer> lock(
            Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Found found, Asking by) {
        return LockRules.claim(step, record, request, found, by);
    }

    protected Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Instant now) {
        return RecordRules.decide(record, settlement, Optional.of(now));
    }

    protected Optional<JobRecord> mark(@Nullable JobRecord record, FencedKey claim, Instant now) {
        return RecordRules.mark(record, claim, now);
    }

    protected Step<CancelAnswer> cancel(@Nullable JobRecord record, JobKey key, Instant now) {
        return RecordRules.cancel(record, key, now, this::nextFence);
    }

    protected boolean mayClaim(Owner owner) {
        return isLive(owner);
    }

    protected boolean mayRenew(Owner owner) {
        return !leaseEnds.containsKey(owner) || isLive(owner);
    }

    // For those who override.

    protected final boolean isLive(Owner owner) {
        Instant end = leaseEnds.get(owner);
        return end != null && end.isAfter(clock.instant());
    }

    protected final long nextFence() {
        return ++lastFence;
    }

    /** A record as it is, but running under this claim. */
    protected static JobRecord runningAgain(JobRecord record, FencedKey claim) {
        RecordDraft draft = new RecordDraft(record);
        draft.status = JobStatus.RUNNING;
        draft.fence = claim.fence();
        draft.decided = Optional.empty();
        draft.finishedAt = Optional.empty();
        return draft.build();
    }

    protected static JobRecord withFence(JobRecord record, long fence) {
        RecordDraft draft = new RecordDraft(record);
        draft.fence = fence;
        return draft.build();
    }

    protected static JobRecord withStatus(JobRecord record, JobStatus status) {
        RecordDraft draft = new RecordDraft(record);
        draft.status = status;
        return draft.build();
    }

    protected static JobRecord at(JobRecord record, dev.warren.job.Coordinates coordinates) {
        RecordDraft draft = new RecordDraft(record);
        draft.coordinates = coordinates;
        return draft.build();
    }

    protected static JobRecord startedSuspect(JobRecord record) {
        RecordDraft draft = new RecordDraft(record);
        draft.suspicion = Suspicion.STARTED;
        return draft.build();
    }

    protected static Step<CancelAnswer> cancelled(JobRecord record, long fence, Instant now) {
        RecordDraft draft = new RecordDraft(record);
        draft.fence = fence;
        return new Step<>(CancelAnswer.CANCELLED, draft.ended(JobStatus.CANCELLED, Optional.of(now)));
    }

    // The store.

    @Override
    public String id() {
        return "open";
    }

    private Asking asking(@Nullable JobRecord record, Owner asking) {
        Instant now = clock.instant();
        Owner owner = record == null ? null : record.owner().orElse(null);
        if (owner == null || !isLive(owner)) {
            return new Asking(asking, Holder.NOBODY, now, now, this::nextFence);
        }
        Holder holder = owner.equals(asking) ? Holder.SELF : Holder.OTHER;
        return new Asking(asking, holder, leaseEnds.getOrDefault(owner, now), now, this::nextFence);
    }

    private <A> A written(Step<A> step) {
        if (step.written() != null) {
            write(step.written());
        }
        return step.answer();
    }

    private void write(JobRecord record) {
        records.put(record.key(), record);
    }

    @Override
    public void register(List<Registration> batch) {
        batch.forEach(registration -> RecordRules.register(
                        records.get(registration.key()), registration, clock.instant(), this::nextFence)
                .ifPresent(this::write));
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        if (!mayClaim(owner)) {
            throw new LeaseLapsedException(owner);
        }
        List<ClaimAnswer> answers = new ArrayList<>();
        for (ClaimRequest request : batch) {
            answers.add(request.uniqueness().isEmpty() ? plain(owner, request) : locking(owner, request));
        }
        return answers;
    }

    private ClaimAnswer plain(Owner owner, ClaimRequest request) {
        JobRecord record = records.get(request.key());
        return written(claim(record, request, asking(record, owner)));
    }

    protected ClaimAnswer locking(Owner owner, ClaimRequest request) {
        return written(locked(owner, request));
    }

    /** What becomes of a job that asks for a lock. */
    protected final LockStep<ClaimAnswer> locked(Owner owner, ClaimRequest request) {
        JobRecord record = records.get(request.key());
        Asking by = asking(record, owner);
        JobKey name = LockRules.name(request.key(), request.uniqueness().orElseThrow());
        return lock(claim(record, request, by), record, request, found(name), by);
    }

    private Found found(JobKey name) {
        JobLock lock = locks.get(name);
        if (lock == null) {
            return Found.NOTHING;
        }
        JobRecord holder = records.get(lock.holder());
        boolean isLive = holder != null && holder.owner().filter(this::isLive).isPresent();
        return new Found(lock, holder, isLive ? Life.LIVE : Life.LAPSED);
    }

    protected final <A> A written(LockStep<A> step) {
        if (step.replaced() != null) {
            write(step.replaced());
        }
        if (step.written() != null) {
            write(step.written());
        }
        if (step.lock() != null) {
            locks.put(step.lock().name(), step.lock());
        }
        return step.answer();
    }

    @Override
    public List<ReserveAnswer> reserve(List<Reservation> batch) {
        List<ReserveAnswer> answers = new ArrayList<>();
        for (Reservation reservation : batch) {
            Found found = found(LockRules.name(reservation.key(), reservation.uniqueness()));
            answers.add(written(LockRules.reserve(reservation, found, clock.instant(), this::nextFence)));
        }
        return answers;
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        List<Standing> standings = new ArrayList<>();
        batch.forEach(claim -> standings.add(written(RecordRules.start(records.get(claim.key()), claim))));
        return standings;
    }

    @Override
    public void report(List<ProgressReport> batch) {
        batch.forEach(report ->
                RecordRules.report(records.get(report.claim().key()), report).ifPresent(this::write));
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        List<Standing> standings = new ArrayList<>();
        batch.forEach(settlement ->
                standings.add(written(decide(records.get(settlement.claim().key()), settlement, clock.instant()))));
        return standings;
    }

    @Override
    public void mark(List<FencedKey> batch) {
        batch.forEach(
                claim -> mark(records.get(claim.key()), claim, clock.instant()).ifPresent(this::write));
    }

    @Override
    public void release(List<FencedKey> batch) {
        batch.forEach(claim -> RecordRules.release(records.get(claim.key()), claim, clock.instant())
                .ifPresent(this::write));
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        if (!mayRenew(owner)) {
            return Lease.LAPSED;
        }
        leaseEnds.put(owner, clock.instant().plus(lease));
        return Lease.HELD;
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        return written(cancel(records.get(key), key, clock.instant()));
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public JobPage search(JobQuery query) {
        return NewestFirst.page(query, records.values().stream());
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        return List.of();
    }

    @Override
    public int expire(int most) {
        return 0;
    }

    @Override
    public void close() {}
}
