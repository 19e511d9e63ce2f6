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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store in the memory of one process: for tests, and for workers whose jobs may be done twice after a restart. Everything in it is
 * gone when the process ends; deduplication does not reach other processes.
 */
public final class InMemoryStore implements LockingStore {
    /** An owner that is forgotten would begin its lease anew: longer than a machine sleeps, whose own clock stands still meanwhile. */
    private static final Duration FORGET_LEASES_AFTER = Duration.ofDays(30);

    private static final int COPIED_AT_ONCE = 5_000;

    /** Final records beyond this number are forgotten early: 250,000, which take 18 MB if all are as {@link KeptSuccesses} likes them, else 70 MB. */
    public static final int MOST_RECORDS = 250_000;

    private final Clock clock;
    private final Retention retention;
    private final int mostRecords;
    private final String id;
    private final Map<JobKey, JobRecord> records = new HashMap<>();
    private final Map<Owner, Instant> leaseEnds = new HashMap<>();
    private final Map<JobKey, JobLock> locks = new HashMap<>();
    private final KeptSuccesses kept = new KeptSuccesses();

    /** Plain successes that must be kept as records. */
    private final Queue<JobRecord> succeeded = new ArrayDeque<>();

    private final Queue<JobRecord> otherwiseEnded =
            new PriorityQueue<>(Comparator.comparing(this::keptUntil).thenComparing(JobRecord::fence));
    private final LongSupplier fences = this::nextFence;
    private long lastFence;

    private InMemoryStore(String id, Clock clock, Retention retention, int mostRecords) {
        if (mostRecords < 1) {
            throw new IllegalArgumentException("mostRecords is " + mostRecords + "; it must be at least 1");
        }
        this.id = id;
        this.clock = clock;
        this.retention = retention;
        this.mostRecords = mostRecords;
    }

    /** An empty store with {@link Retention#STANDARD} and {@link #MOST_RECORDS}. */
    public static InMemoryStore create() {
        return create(Clock.systemUTC(), Retention.STANDARD, MOST_RECORDS);
    }

    /**
     * An empty store.
     *
     * @param clock tells the store's time
     * @param retention how long final records are kept
     * @param mostRecords final records beyond this number are forgotten early, those that succeeded before the others, and
     *     first what would be forgotten soonest; at least 1
     */
    public static InMemoryStore create(Clock clock, Retention retention, int mostRecords) {
        return new InMemoryStore("memory-" + UUID.randomUUID(), clock, retention, mostRecords);
    }

    @Override
    public String id() {
        return id;
    }

    private long nextFence() {
        return ++lastFence;
    }

    @Override
    public synchronized void register(List<Registration> batch) {
        Instant now = clock.instant();
        batch.forEach(registration -> RecordRules.register(record(registration.key()), registration, now, fences)
                .ifPresent(this::write));
    }

    @Override
    public synchronized List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        Instant now = clock.instant();
        if (!isLive(owner, now)) {
            throw new LeaseLapsedException(owner);
        }
        List<ClaimAnswer> answers = new ArrayList<>(batch.size());
        Asking first = new Asking(owner, Holder.NOBODY, now, now, fences);
        for (ClaimRequest request : batch) {
            JobRecord record = record(request.key());
            Asking by = record == null || record.owner().isEmpty() ? first : asking(record, owner, now);
            Step<ClaimAnswer> step = RecordRules.claim(record, request, by);
            answers.add(request.uniqueness().isEmpty() ? written(step) : locking(step, record, request, by));
        }
        return answers;
    }

    private ClaimAnswer locking(Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Asking by) {
        JobKey name = LockRules.name(request.key(), request.uniqueness().orElseThrow());
        return written(LockRules.claim(step, record, request, found(locks.get(name), by.now()), by));
    }

    private Found found(@Nullable JobLock lock, Instant now) {
        if (lock == null) {
            return Found.NOTHING;
        }
        JobRecord holder = record(lock.holder());
        boolean isLive = holder != null && holder(holder, null, now) != Holder.NOBODY;
        return new Found(lock, holder, isLive ? Life.LIVE : Life.LAPSED);
    }

    private <A> A written(LockStep<A> step) {
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
    public synchronized List<ReserveAnswer> reserve(List<Reservation> batch) {
        Instant now = clock.instant();
        List<ReserveAnswer> answers = new ArrayList<>(batch.size());
        for (Reservation reservation : batch) {
            JobKey name = LockRules.name(reservation.key(), reservation.uniqueness());
            answers.add(written(LockRules.reserve(reservation, found(locks.get(name), now), now, fences)));
        }
        return answers;
    }

    private @Nullable JobRecord record(JobKey key) {
        JobRecord record = records.get(key);
        return record == null ? kept.find(key) : record;
    }

    private Asking asking(JobRecord record, Owner owner, Instant now) {
        Instant end = record.owner().map(leaseEnds::get).filter(now::isBefore).orElse(now);
        return new Asking(owner, holder(record, owner, now), end, now, fences);
    }

    private Holder holder(JobRecord record, @Nullable Owner asking, Instant now) {
        Owner owner = record.owner().orElse(null);
        if (owner == null || !isLive(owner, now)) {
            return Holder.NOBODY;
        }
        return owner.equals(asking) ? Holder.SELF : Holder.OTHER;
    }

    private boolean isLive(Owner owner, Instant now) {
        Instant end = leaseEnds.get(owner);
        return end != null && end.isAfter(now);
    }

    private <A> A written(Step<A> step) {
        if (step.written() != null) {
            write(step.written());
        }
        return step.answer();
    }

    /** No rule changes a plain success again, so what is kept in the small form needs no taking out. */
    private void write(JobRecord record) {
        if (!record.status().isFinal()) {
            records.put(record.key(), record);
            return;
        }
        if (kept.add(record)) {
            records.remove(record.key());
        } else {
            records.put(record.key(), record);
            (Retention.isPlainSuccess(record) ? succeeded : otherwiseEnded).add(record);
        }
        while (kept.size() + succeeded.size() + otherwiseEnded.size() > mostRecords) {
            forgetOne();
        }
    }

    private void forgetOne() {
        if (isNextKept()) {
            kept.removeOldest();
        } else {
            forget((succeeded.isEmpty() ? otherwiseEnded : succeeded).remove());
        }
    }

    /** Whether the plain success that ended first is one in the small form. */
    private boolean isNextKept() {
        JobRecord other = succeeded.peek();
        if (other == null) {
            return kept.size() > 0;
        }
        JobRecord small = kept.oldest();
        return small != null && !keptUntil(other).isBefore(keptUntil(small));
    }

    @Override
    public synchronized List<Standing> start(List<FencedKey> batch) {
        return batch.stream()
                .map(claim -> written(RecordRules.start(record(claim.key()), claim)))
                .toList();
    }

    @Override
    public synchronized void report(List<ProgressReport> batch) {
        batch.forEach(report ->
                RecordRules.report(record(report.claim().key()), report).ifPresent(this::write));
    }

    @Override
    public synchronized List<Standing> decide(List<Settlement> batch) {
        Optional<Instant> now = Optional.of(clock.instant()); // one for all records of the batch
        List<Standing> standings = new ArrayList<>(batch.size());
        for (Settlement settlement : batch) {
            JobRecord record = record(settlement.claim().key());
            standings.add(written(RecordRules.decide(record, settlement, now)));
        }
        return standings;
    }

    @Override
    public synchronized void mark(List<FencedKey> batch) {
        Instant now = clock.instant();
        batch.forEach(claim -> RecordRules.mark(record(claim.key()), claim, now).ifPresent(this::write));
    }

    @Override
    public synchronized void release(List<FencedKey> batch) {
        Instant now = clock.instant();
        batch.forEach(
                claim -> RecordRules.release(record(claim.key()), claim, now).ifPresent(this::write));
    }

    @Override
    public synchronized Lease heartbeat(Owner owner, Duration lease) {
        Lease.check(lease);
        Instant now = clock.instant();
        Instant end = leaseEnds.get(owner);
        if (end != null && !end.isAfter(now)) {
            return Lease.LAPSED;
        }
        leaseEnds.put(owner, now.plus(lease));
        return Lease.HELD;
    }

    @Override
    public synchronized CancelAnswer cancel(JobKey key) {
        return written(RecordRules.cancel(record(key), key, clock.instant(), fences));
    }

    @Override
    public synchronized Optional<JobRecord> find(JobKey key) {
        return Optional.ofNullable(record(key));
    }

    /** Only copying waits for claims and they for it, some milliseconds at a time; records do not change, so they are looked at afterwards. */
    @Override
    public JobPage search(JobQuery query) {
        Map<JobKey, JobRecord> fitting = new HashMap<>(); // by key: one that ends meanwhile is met twice
        copied().stream().filter(query::matches).forEach(record -> fitting.put(record.key(), record));
        long number = 0;
        List<JobRecord> some;
        do {
            synchronized (this) {
                number = Math.max(number, kept.firstNumber());
                some = kept.from(number, COPIED_AT_ONCE);
            }
            number += some.size();
            some.forEach(record -> {
                fitting.remove(record.key()); // as it was before its end
                if (query.matches(record)) {
                    fitting.put(record.key(), record);
                }
            });
        } while (some.size() == COPIED_AT_ONCE);
        return NewestFirst.page(query, fitting.values().stream());
    }

    private synchronized List<JobRecord> copied() {
        return List.copyOf(records.values());
    }

    @Override
    public synchronized List<JobRecord> overdue(Duration by, int most) {
        Instant now = clock.instant();
        return records.values().stream()
                .filter(record -> RecordRules.isOverdue(record, holder(record, null, now), by, now))
                .sorted(Comparator.comparing(JobRecord::dueAt))
                .limit(most)
                .toList();
    }

    @Override
    public synchronized int expire(int most) {
        Instant now = clock.instant();
        leaseEnds.values().removeIf(end -> end.isBefore(now.minus(FORGET_LEASES_AFTER)));
        locks.values().removeIf(lock -> LockRules.isFree(found(lock, now), now));
        int forgotten = forgetKept(now, most);
        forgotten += forget(succeeded, now, most - forgotten);
        return forgotten + forget(otherwiseEnded, now, most - forgotten);
    }

    private int forgetKept(Instant now, int most) {
        int forgotten = 0;
        for (JobRecord oldest = kept.oldest();
                forgotten < most && oldest != null && keptUntil(oldest).isBefore(now);
                oldest = kept.oldest()) {
            kept.removeOldest();
            forgotten++;
        }
        return forgotten;
    }

    private int forget(Queue<JobRecord> ended, Instant now, int most) {
        int forgotten = 0;
        while (forgotten < most) {
            JobRecord oldest = ended.peek();
            if (oldest == null || !keptUntil(oldest).isBefore(now)) {
                break;
            }
            ended.remove();
            forgotten += forget(oldest);
        }
        return forgotten;
    }

    private Instant keptUntil(JobRecord ended) {
        return ended.finishedAt().orElseThrow().plus(retention.of(ended));
    }

    /** A job that has moved on since (a replay) has another record and stays. */
    private int forget(JobRecord ended) {
        if (records.get(ended.key()) != ended) {
            return 0;
        }
        records.remove(ended.key());
        return 1;
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }
}
