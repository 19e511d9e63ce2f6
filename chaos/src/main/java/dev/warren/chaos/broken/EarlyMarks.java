package dev.warren.chaos.broken;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.TransactionalStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store in which a decision is marked as settled as soon as it is recorded. */
class EarlyMarks implements IdempotencyStore {
    private final IdempotencyStore next;

    EarlyMarks(IdempotencyStore next) {
        this.next = next;
    }

    /** The same for a store with transactions. */
    static final class InTransactions extends EarlyMarks implements TransactionalStore {
        private final TransactionalStore next;

        InTransactions(TransactionalStore next) {
            super(next);
            this.next = next;
        }

        @Override
        public Completion complete(FencedKey claim, Work work) {
            return next.complete(claim, work);
        }
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        List<Standing> standings = next.decide(batch);
        next.mark(batch.stream()
                .filter(settlement -> settlement.decided().follows().isPresent())
                .map(Settlement::claim)
                .toList());
        return standings;
    }

    @Override
    public String id() {
        return next.id();
    }

    @Override
    public void register(List<Registration> batch) {
        next.register(batch);
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        return next.claim(owner, batch);
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        return next.start(batch);
    }

    @Override
    public void report(List<ProgressReport> batch) {
        next.report(batch);
    }

    @Override
    public void mark(List<FencedKey> batch) {
        next.mark(batch);
    }

    @Override
    public void release(List<FencedKey> batch) {
        next.release(batch);
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        return next.heartbeat(owner, lease);
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        return next.cancel(key);
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return next.find(key);
    }

    @Override
    public JobPage search(JobQuery query) {
        return next.search(query);
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        return next.overdue(by, most);
    }

    @Override
    public int expire(int most) {
        return next.expire(most);
    }

    @Override
    public void close() {
        next.close();
    }
}
